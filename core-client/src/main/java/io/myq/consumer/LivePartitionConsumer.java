package io.myq.consumer;

import io.myq.config.CorruptBatchPolicy;
import io.myq.error.CorruptRecordException;
import io.myq.error.MyqException;
import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordBatches;
import io.myq.internal.network.Waits;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's end of one partition: takes what the loop fetched and decodes it a batch at a time. Polled by one
 * thread at a time, which owns the fields that are not volatile.
 */
final class LivePartitionConsumer implements PartitionConsumer {

    private static final Logger log = LoggerFactory.getLogger(LivePartitionConsumer.class);

    private final LiveConsumer consumer;
    private final FetchContext context;
    private final TopicPartition topicPartition;
    private final FetchBuffer buffer;
    private final BatchDecoder decoder;
    private final PartitionFetch fetch;
    private @Nullable RecordBatches batches;
    private AbortedTransactions aborted = AbortedTransactions.of(null);
    /** A batch that was fetched a second time, because at first it was corrupt; -1 for none. */
    private long corruptOffset = -1;

    /** Of the last batch that was read; -1 for none since {@link #seek}. */
    private int lastEpoch = -1;

    private volatile java.util.function.@Nullable Consumer<OffsetReset> onReset;
    private volatile int generation;
    private volatile long position;
    private volatile long highWaterMark = -1;
    private volatile long lastStableOffset = -1;
    private volatile boolean paused;

    LivePartitionConsumer(
            LiveConsumer consumer, FetchContext context, BatchDecoder decoder, TopicPartition partition, long offset) {
        this.consumer = consumer;
        this.context = context;
        this.topicPartition = partition;
        this.decoder = decoder;
        this.position = Math.max(-1, offset);
        this.fetch = new PartitionFetch(this);
        this.buffer = new FetchBuffer(context.budget(), () -> consumer.onRoom(fetch));
    }

    static void check(TopicPartition partition, long offset) {
        if (offset < Consumer.OLDEST) {
            throw new IllegalArgumentException("Offset " + offset + " of " + partition
                    + " is negative, and neither Consumer.OLDEST nor Consumer.NEWEST");
        }
    }

    PartitionFetch fetch() {
        return fetch;
    }

    @Override
    public TopicPartition topicPartition() {
        return topicPartition;
    }

    @Override
    public List<ConsumerMessage> poll(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + Waits.nanos(timeout);
        while (!buffer.isClosed()) {
            RecordBatch batch = nextBatch(deadline);
            if (batch == null) {
                return List.of();
            }
            List<ConsumerMessage> messages = decode(batch);
            if (!messages.isEmpty()) {
                return consumer.intercepted(messages);
            }
        }
        return List.of();
    }

    private @Nullable RecordBatch nextBatch(long deadline) throws InterruptedException {
        while (true) {
            RecordBatch batch = batches == null ? null : batches.next();
            if (batch != null) {
                return batch;
            }
            batches = null;
            FetchedRecords records = buffer.take(deadline - System.nanoTime());
            if (records == null) {
                return null;
            }
            if (records.generation() != generation) {
                // fetched before the loop knew that reading goes on elsewhere
                buffer.release(records.bytes());
            } else if (records.bytes() == 0) {
                goOn(records.nextOffset(), records.reset());
            } else {
                batches = new RecordBatches(topicPartition, records.records());
                aborted = records.aborted();
            }
        }
    }

    private void goOn(long next, @Nullable OffsetReset reset) {
        position = next;
        lastEpoch = -1;
        var listener = onReset;
        if (reset != null && listener != null) {
            listener.accept(reset);
        }
    }

    private List<ConsumerMessage> decode(RecordBatch batch) {
        List<ConsumerMessage> messages = null;
        try {
            messages = aborted.hides(batch) ? List.of() : decoder.decode(batch, position);
        } catch (CorruptRecordException e) {
            onCorrupt(batch, e);
        } catch (MyqException e) {
            // a codec that is missing: the same next time
            consumer.end(fetch);
            fail(e);
            throw e;
        } finally {
            if (messages == null) {
                // whatever it was, also an Error: the batch was not read, so what comes after it must not be either
                refetch(batch);
            }
        }
        if (messages == null) {
            return List.of();
        }
        corruptOffset = -1;
        lastEpoch = batch.partitionLeaderEpoch();
        position = Math.max(position, batch.lastOffset() + 1);
        buffer.release(batch.sizeInBytes());
        return messages;
    }

    /** What the network spoiled comes right when it is fetched again; what is in the log does not. */
    private void onCorrupt(RecordBatch batch, CorruptRecordException cause) {
        if (corruptOffset != batch.baseOffset()) {
            corruptOffset = batch.baseOffset();
        } else if (context.settings().corruptBatches() == CorruptBatchPolicy.STOP) {
            consumer.end(fetch);
            fail(cause);
            throw cause;
        } else {
            context.counters().corruptBatches.increment();
            context.errors().passed(topicPartition, cause);
            log.warn(
                    "{}: {}. Consumer.CorruptBatches=SKIP: offsets {} to {} of {} are left out",
                    context.purpose(),
                    cause.getMessage(),
                    position,
                    batch.lastOffset(),
                    topicPartition);
            position = Math.max(position, batch.lastOffset() + 1);
            lastEpoch = -1;
        }
    }

    private void refetch(RecordBatch batch) {
        RecordBatches rest = batches;
        batches = null;
        buffer.release(batch.sizeInBytes() + (rest == null ? 0 : rest.remaining()));
        generation++;
        consumer.seek(fetch, position, lastEpoch, generation);
    }

    @Override
    public void seek(long offset) {
        check(topicPartition, offset);
        RecordBatches rest = batches;
        batches = null;
        if (rest != null) {
            buffer.release(rest.remaining());
        }
        corruptOffset = -1;
        lastEpoch = -1;
        synchronized (this) {
            generation++;
            position = Math.max(-1, offset);
        }
        consumer.seek(fetch, offset, -1, generation);
    }

    /** The loop found out where reading begins. */
    synchronized void begin(long offset, int sought) {
        if (sought == generation) {
            position = offset;
        }
    }

    /** By the loop. */
    boolean add(FetchedRecords records) {
        return buffer.add(records);
    }

    /** What {@link #poll} throws after what is buffered. */
    void fail(MyqException cause) {
        context.errors().ended(topicPartition, cause);
        buffer.fail(cause);
    }

    /** By the loop. */
    void ends(long newHighWaterMark, long newLastStableOffset) {
        highWaterMark = newHighWaterMark;
        lastStableOffset = newLastStableOffset;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long highWaterMark() {
        return highWaterMark;
    }

    @Override
    public long lastStableOffset() {
        return lastStableOffset;
    }

    @Override
    public void onReset(java.util.function.Consumer<OffsetReset> listener) {
        onReset = listener;
    }

    @Override
    public void wakeup() {
        buffer.wakeup();
    }

    @Override
    public void pause() {
        setPaused(true);
    }

    @Override
    public void resume() {
        setPaused(false);
    }

    private void setPaused(boolean now) {
        paused = now;
        consumer.refresh(fetch);
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    @Override
    public void close() {
        buffer.close();
        consumer.remove(this);
    }
}
