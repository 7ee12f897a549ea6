package io.myq.producer;

import io.myq.error.NotWrittenException;
import io.myq.error.SendException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes buffer memory for a message, as patiently as its thread may be. Any thread. */
final class Grants {

    /** How a thread may wait. */
    enum Patience {
        /** As long as the configuration says; on the callback thread not at all. */
        OF_CALLER,
        /** The memory is the message's already, under another name. */
        NONE_NEEDED
    }

    private final Pipeline pipeline;
    private final BufferMemory memory;

    Grants(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.memory = pipeline.memory();
    }

    /** @return why there is none, or {@code null} when it was taken */
    @Nullable
    SendException take(String topic, long bytes, SendCallback callback, Patience patience) {
        if (patience == Patience.NONE_NEEDED) {
            memory.force(bytes);
            return null;
        }
        if (memory.tryTake(bytes)) {
            return null;
        }
        if (pipeline.callbacks().inExecutor()) {
            return memory.tryTakeBeyond(bytes) ? null : full(topic, 0, "; a callback cannot wait for it");
        }
        SendException refusal = await(topic, bytes, TimedSend.patience(callback, maxBlock()));
        if (refusal != null) {
            TimedSend.refuse(callback, refusal);
        }
        return refusal;
    }

    private Duration maxBlock() {
        return pipeline.settings().producer().maxBlock();
    }

    private @Nullable SendException await(String topic, long bytes, Duration most) {
        long start = System.nanoTime();
        try {
            if (memory.take(bytes, most, pipeline::hurry)) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NotWrittenException(
                    "Not written: the thread was interrupted while it waited for buffer memory, to send to topic '"
                            + topic + "'",
                    e);
        }
        long waited = Duration.ofNanos(System.nanoTime() - start).toMillis();
        return full(topic, waited, most.equals(maxBlock()) ? "" : ", which is all the time that its call has left");
    }

    private SendException full(String topic, long waitedMillis, String why) {
        if (pipeline.ended() || memory.closed()) {
            return new NotWrittenException(
                    "Not written: a message to topic '" + topic
                            + "' waited for buffer memory when the producer was closed",
                    null);
        }
        return new NotWrittenException(
                "Not written: no buffer memory for a message to topic '" + topic + "' after " + waitedMillis
                        + " ms (Producer.MaxBlock " + maxBlock().toMillis() + " ms)" + why + ": " + memory.used()
                        + " of " + memory.limit()
                        + " bytes are taken by messages that the brokers have not acknowledged. Send more slowly, or raise"
                        + " Producer.BufferMemory.",
                pipeline.cluster().status().lastFailure());
    }
}
