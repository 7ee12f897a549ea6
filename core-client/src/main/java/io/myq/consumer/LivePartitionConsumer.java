package io.myq.consumer;

import io.myq.config.CorruptBatchPolicy;
import io.myq.config.IsolationLevel;
import io.myq.error.CorruptRecordException;
import io.myq.error.MyqException;
import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordBatches;
import io.myq.internal.network.FrameLease;
import io.myq.internal.network.Waits;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
    /** Whether it waits among those that are ready: see {@link ReadyPartitions}. */
    final AtomicBoolean queued = new AtomicBoolean();

    private @Nullable RecordBatches batches;
    private FrameLease lease = FrameLease.NONE;
    /** A cursor was closed in the middle of it. */
    private @Nullable RecordBatch unread;

    private @Nullable LiveCursor cursor;
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
    private final LagClock lagClock = new LagClock();
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
        List<ConsumerMessage> messages = take(timeout, this::decode);
        return messages == null ? List.of() : consumer.intercepted(messages);
    }

    /** {@code null} when there is nothing in it for the application. */
    @Nullable
    List<ConsumerMessage> decode(RecordBatch batch) {
        List<ConsumerMessage> messages = decoder.decode(batch, position);
        return messages.isEmpty() ? null : messages;
    }

    @Override
    public @Nullable MessageCursor read(Duration timeout) throws InterruptedException {
        return take(timeout, batch -> {
            LiveCursor opened = decoder.open(batch, position, this);
            cursor = opened;
            return opened;
        });
    }

    @Override
    public @Nullable RawBatch readRaw(Duration timeout, boolean checked) throws InterruptedException {
        return take(timeout, batch -> decoder.raw(batch, checked));
    }

    /** What is made of a batch. */
    interface Use<T> {
        @Nullable
        T of(RecordBatch batch);
    }

    <T> @Nullable T take(Duration timeout, Use<T> use) throws InterruptedException {
        endCursor();
        long deadline = System.nanoTime() + Waits.nanos(timeout);
        while (!buffer.isClosed()) {
            RecordBatch batch = nextBatch(deadline);
            if (batch == null) {
                return null;
            }
            T made = use(batch, use);
            if (made != null) {
                return made;
            }
        }
        return null;
    }

    private @Nullable RecordBatch nextBatch(long deadline) throws InterruptedException {
        RecordBatch left = unread;
        unread = null;
        if (left != null) {
            return left;
        }
        while (true) {
            RecordBatch batch = batches == null ? null : batches.next();
            if (batch != null) {
                return batch;
            }
            endBatches();
            FetchedRecords records = buffer.take(deadline - System.nanoTime());
            if (records == null) {
                return null;
            }
            if (records.generation() != generation) {
                // fetched before the loop knew that reading goes on elsewhere
                buffer.release(records.bytes());
                records.lease().release();
            } else if (records.bytes() == 0) {
                goOn(records.nextOffset(), records.reset());
            } else {
                batches = new RecordBatches(topicPartition, records.records());
                aborted = records.aborted();
                lease = records.lease();
            }
        }
    }

    /** Nobody looks at the fetched bytes any more. */
    private void endBatches() {
        batches = null;
        FrameLease before = lease;
        lease = FrameLease.NONE;
        before.release();
    }

    private void goOn(long next, @Nullable OffsetReset reset) {
        position = next;
        lastEpoch = -1;
        var listener = onReset;
        if (reset != null && listener != null) {
            listener.accept(reset);
        }
    }

    private <T> @Nullable T use(RecordBatch batch, Use<T> use) {
        boolean read = false;
        T made = null;
        try {
            made = aborted.hides(batch) ? null : use.of(batch);
            read = true;
        } catch (CorruptRecordException e) {
            onCorrupt(batch, e);
        } catch (MyqException e) {
            // a codec that is missing: the same next time
            consumer.end(fetch);
            fail(e);
            throw e;
        } finally {
            if (!read) {
                // whatever it was, also an Error: the batch was not read, so what comes after it must not be either
                refetch(batch);
            }
        }
        if (read && cursor == null) {
            passed(batch);
        }
        return made;
    }

    private void passed(RecordBatch batch) {
        corruptOffset = -1;
        lastEpoch = batch.partitionLeaderEpoch();
        lagClock.read(position, batch.lastOffset() + 1, batch.baseTimestamp());
        position = Math.max(position, batch.lastOffset() + 1);
        buffer.release(batch.sizeInBytes());
        if (batches != null && batches.remaining() == 0) {
            endBatches();
        }
    }

    /** By the thread that reads: what a cursor showed is over. */
    void endCursor() {
        LiveCursor open = cursor;
        if (open != null) {
            open.close();
            cursor = null;
        }
    }

    /** The cursor has shown all of its batch. */
    void cursorDone(RecordBatch batch, int shown) {
        cursor = null;
        decoder.shown(shown);
        passed(batch);
    }

    /** The cursor was closed before: what it has not shown is read again, from this offset on. */
    void cursorLeft(RecordBatch batch, long next, int shown) {
        cursor = null;
        decoder.shown(shown);
        position = next;
        unread = batch;
    }

    void cursorFailed(RecordBatch batch, long next, int shown, CorruptRecordException cause) {
        cursor = null;
        decoder.shown(shown);
        position = next;
        try {
            onCorrupt(batch, cause);
        } finally {
            refetch(batch);
        }
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
        buffer.release(batch.sizeInBytes() + (rest == null ? 0 : rest.remaining()));
        endBatches();
        generation++;
        consumer.seek(fetch, position, lastEpoch, generation);
    }

    @Override
    public void seek(long offset) {
        check(topicPartition, offset);
        endCursor();
        RecordBatch left = unread;
        unread = null;
        RecordBatches rest = batches;
        buffer.release((left == null ? 0 : left.sizeInBytes()) + (rest == null ? 0 : rest.remaining()));
        endBatches();
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
        boolean more = buffer.add(records);
        consumer.onReady(this);
        return more;
    }

    /** What {@link #poll} throws after what is buffered. */
    void fail(MyqException cause) {
        context.errors().ended(topicPartition, cause);
        buffer.fail(cause);
        consumer.onReady(this);
    }

    /** By the loop. */
    void ends(long newHighWaterMark, long newLastStableOffset) {
        highWaterMark = newHighWaterMark;
        lastStableOffset = newLastStableOffset;
        lagClock.end(endOffset(), System.currentTimeMillis());
    }

    @Override
    public long endOffset() {
        return context.settings().isolation() == IsolationLevel.READ_COMMITTED ? lastStableOffset : highWaterMark;
    }

    @Override
    public @Nullable Lag lag(long offset) {
        long end = endOffset();
        return offset < 0 || end < 0 ? null : lagClock.from(offset, end, System.currentTimeMillis());
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
