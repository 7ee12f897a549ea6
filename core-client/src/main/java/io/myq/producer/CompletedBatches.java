package io.myq.producer;

import io.myq.internal.network.EventLoop;
import io.myq.internal.network.SerialExecutor;
import io.myq.internal.network.Timeout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hands batches whose outcome is certain to the callback thread. To wake a thread costs more than a batch of callbacks:
 * so that is done once for all batches of an answer, and while senders wait for memory, which is when throughput counts
 * and a moment does not, once for a part of the memory. Owned by the owner loop.
 */
final class CompletedBatches {

    private static final Duration MOMENT = Duration.ofMillis(5);
    private static final int PARTS = 32;

    private final EventLoop loop;
    private final SerialExecutor callbacks;
    private final BufferMemory memory;
    private long bytes;
    private @Nullable Timeout timer;

    CompletedBatches(EventLoop loop, SerialExecutor callbacks, BufferMemory memory) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.memory = memory;
    }

    /** A failure is told at once; for acknowledgements {@link #tell} has to follow when all of an answer are here. */
    void add(ProducerBatch batch) {
        callbacks.enqueue(batch);
        bytes += batch.sizeInBytes();
        if (!batch.acknowledged()) {
            wake();
        }
    }

    /** Sees to it that what was added is told soon. */
    void tell() {
        if (bytes == 0) {
            return;
        }
        if (!memory.contended() || bytes >= memory.limit() / PARTS) {
            wake();
        } else if (timer == null) {
            timer = loop.schedule(MOMENT, this::wake);
        }
    }

    private void wake() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (bytes > 0) {
            bytes = 0;
            callbacks.execute(memory::letIn);
        }
    }

    /** What was added is told, and no timer is left. */
    void end() {
        wake();
    }
}
