package io.myq.producer;

import io.myq.internal.batch.RecordBatchBuilder;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the messages of one partition in batches: each is encoded in place, under one short lock. Application threads
 * append, the owner loop takes; what has been taken once is the {@link PartitionSender}'s, and the loop's alone.
 */
final class PartitionProducer {

    /** From so many bytes on a request is worth to be sent beside others that are in flight. */
    static final int ENOUGH_BYTES = 64 * 1024;

    /** Worth a request whatever else is in flight. */
    static final int PLENTY = 1 << 20;

    /** What became of a message. */
    enum Appended {
        YES,
        /** Enough has gathered here: it goes to another partition. */
        MOVE_ON,
        NO_MEMORY,
        /** The producer has ended. */
        ENDED
    }

    final TopicPartition topicPartition;
    private final TopicProducer topic;
    private final Pipeline pipeline;
    private final PartitionSender sender;
    private final CompressionRatio compressionRatio;
    private final boolean adaptive;
    private final int maxMessages;

    /** Written by the owner loop alone. */
    private volatile long settledRecords;

    // under the lock
    private @Nullable ProducerBatch open;
    private final ArrayDeque<ProducerBatch> full = new ArrayDeque<>(1);
    /** Counts what is here together with the broker's other partitions; {@code null} when that is of no interest. */
    private @Nullable FlushTrigger trigger;
    /** The loop knows that there is something to take. */
    private boolean known;

    private boolean ended;
    private long appendedRecords;
    /** Of all batches that were closed. */
    private long closedBytes;

    private int maxBatchBytes;
    /** What the open batch may have before it is compressed. */
    private int maxRawBytes;

    /** What a batch of this partition is likely to need. */
    private int expectedBytes = 1024;

    private int expectedCount;

    PartitionProducer(TopicProducer topic, int partition, Pipeline pipeline) {
        this.topicPartition = new TopicPartition(topic.name(), partition);
        this.topic = topic;
        this.pipeline = pipeline;
        this.compressionRatio = topic.compressionRatio();
        this.maxBatchBytes = pipeline.settings().maxBatchBytes();
        this.maxRawBytes = maxBatchBytes;
        this.adaptive = pipeline.settings().flush().adaptive();
        this.maxMessages = pipeline.settings().flush().maxMessages();
        this.sender = new PartitionSender(this, topic, pipeline);
    }

    /** The loop's side of this partition. */
    PartitionSender sender() {
        return sender;
    }

    /**
     * Appends a message. Any thread; does not block.
     *
     * @param timestamp in milliseconds
     * @param bytes the most that the record can take
     * @param stay {@code null} when the message has to go here and nowhere else
     * @param granted memory that the caller has taken for it, or 0; it is the batch's when the answer is YES. Enough for
     *     the record in a batch of its own
     */
    Appended append(
            ProducerMessage message,
            long timestamp,
            int bytes,
            SendCallback callback,
            @Nullable Stay stay,
            long granted) {
        boolean announce;
        boolean enough;
        boolean reached;
        synchronized (this) {
            if (ended) {
                return Appended.ENDED;
            }
            ProducerBatch batch = open;
            boolean fresh = batch == null || isFull(batch, bytes, message, timestamp);
            int before = fresh ? 0 : batch.sizeInBytes();
            if (stay != null && isOver(stay, fresh, message, timestamp)) {
                return Appended.MOVE_ON;
            }
            batch = fresh ? replaceOpen(bytes, granted) : withRoom(batch, bytes, granted);
            if (batch == null) {
                return Appended.NO_MEMORY;
            }
            if (!batch.tryAppend(message, timestamp, Integer.MAX_VALUE, callback)) {
                throw new IllegalStateException("A record of " + bytes + " bytes has no room in " + topicPartition);
            }
            appendedRecords++;
            announce = !known;
            known = true;
            int size = batch.sizeInBytes();
            enough = adaptive && before < ENOUGH_BYTES && size >= ENOUGH_BYTES || fresh && !full.isEmpty();
            reached = trigger != null && trigger.add(size - before, 1);
        }
        if (announce) {
            pipeline.announcements().announce(this);
        } else if (enough) {
            pipeline.announcements().onEnough(sender);
        }
        if (reached) {
            pipeline.announcements().onReached(sender);
        }
        return Appended.YES;
    }

    private boolean isFull(ProducerBatch batch, int bytes, ProducerMessage message, long timestamp) {
        if (batch.sizeInBytes() + (long) bytes > maxRawBytes || batch.count() >= maxMessages) {
            return true;
        }
        // a batch that cannot be sent must not make young messages as old as its first
        return now(message, timestamp) - batch.createdMillis
                > pipeline.settings().maxOpenMillis();
    }

    private boolean isOver(Stay stay, boolean fresh, ProducerMessage message, long timestamp) {
        return stay.isOver(appendedBytes(), fresh, now(message, timestamp));
    }

    private static long now(ProducerMessage message, long timestamp) {
        return message.timestamp() == ProducerMessage.NOW ? timestamp : System.currentTimeMillis();
    }

    private @Nullable ProducerBatch replaceOpen(int bytes, long granted) {
        int needed = RecordBatchBuilder.HEADER_BYTES + bytes;
        int most = compressionRatio.rawBytes(maxBatchBytes);
        // with room for one record more than expected: the last one must not make it grow
        int wanted = Math.max(needed, (int) Math.min(expectedBytes + (long) bytes, most));
        int capacity = granted > 0 ? (int) granted : take(wanted, needed);
        if (capacity == 0) {
            return null;
        }
        ProducerBatch batch = new ProducerBatch(
                topicPartition,
                topic.sinceNanos(),
                new RecordBatchBuilder(pipeline.arrays().bytes().take(capacity)),
                pipeline.memory(),
                pipeline.arrays());
        batch.charge(capacity);
        batch.expect(expectedCount);
        closeOpen();
        open = batch;
        maxRawBytes = most;
        return batch;
    }

    private @Nullable ProducerBatch withRoom(ProducerBatch batch, int bytes, long granted) {
        int capacity = batch.records().capacity();
        int needed = batch.sizeInBytes() + bytes;
        if (needed <= capacity) {
            batch.charge(granted);
            return batch;
        }
        int wanted = capacityFor(Math.max(needed, Math.min(maxRawBytes, 2 * capacity)));
        // less than a good part more is not worth to copy what is there
        int least = Math.max(needed, Math.min(wanted, capacity + capacity / 4));
        int more = granted > 0 ? (int) granted : takeMore(wanted - capacity, least - capacity);
        if (more == 0) {
            return null;
        }
        batch.charge(more);
        batch.grow(capacity + more);
        return batch;
    }

    /** The length of array to take: that of a class, so that it is used again, unless it would waste scarce memory. */
    private int capacityFor(int bytes) {
        int capacity = pipeline.arrays().bytes().capacityFor(bytes);
        return capacity > pipeline.memory().limit() / 4 ? bytes : capacity;
    }

    /** Takes what a class of arrays has that is wanted, or at least the smallest with room for that much, or nothing. */
    private int take(int wanted, int needed) {
        return takeMore(capacityFor(wanted), capacityFor(needed));
    }

    /** Takes what is wanted, or at least so much, or nothing. */
    private int takeMore(int wanted, int least) {
        if (pipeline.memory().tryTake(wanted)) {
            return wanted;
        }
        return wanted > least && pipeline.memory().tryTake(least) ? least : 0;
    }

    /**
     * How much memory to wait for when there is none: a batch's worth, so that those who wait do not send single messages.
     * Any thread.
     *
     * @param needed at least
     */
    synchronized long pieceBytes(long needed) {
        long worthwhile = Math.min(pipeline.memory().limit() / 16, Math.min(expectedBytes, maxRawBytes));
        return needed > maxRawBytes ? needed : capacityFor((int) Math.max(needed, worthwhile));
    }

    private void closeOpen() {
        ProducerBatch batch = open;
        if (batch != null) {
            int size = batch.sizeInBytes();
            expectedCount = batch.count();
            expectedBytes = size > expectedBytes ? size : (3 * expectedBytes + size) / 4;
            closedBytes += size;
            full.addLast(batch);
            open = null;
        }
    }

    /**
     * The next batch to send. Loop thread only.
     *
     * @param openToo whether the open one may be closed for it
     */
    synchronized @Nullable ProducerBatch take(boolean openToo) {
        if (full.isEmpty() && openToo) {
            closeOpen();
        }
        ProducerBatch batch = full.pollFirst();
        known = open != null || !full.isEmpty();
        if (batch != null) {
            uncount(batch);
        }
        return batch;
    }

    private void uncount(ProducerBatch batch) {
        if (trigger != null) {
            trigger.remove(batch.sizeInBytes(), batch.count());
        }
    }

    /** Another broker leads the partition, or none: what is here counts there. Loop thread only. */
    synchronized void countWith(@Nullable FlushTrigger other) {
        ProducerBatch batch = open;
        full.forEach(this::uncount);
        if (batch != null) {
            uncount(batch);
        }
        trigger = other;
        if (other != null) {
            full.forEach(each -> other.add(each.sizeInBytes(), each.count()));
            if (batch != null) {
                other.add(batch.sizeInBytes(), batch.count());
            }
        }
    }

    /** Closes the next batch to take. Loop thread only. @return how many messages it has */
    synchronized int closeNext() {
        if (full.isEmpty()) {
            closeOpen();
        }
        ProducerBatch next = full.peekFirst();
        return next == null ? 0 : next.count();
    }

    /** Whether there is anything to take. Loop thread only. */
    synchronized boolean hasPending() {
        return open != null || !full.isEmpty();
    }

    /** How much there is to take; {@link #PLENTY} when a batch is full, which gains nothing by waiting. Loop thread only. */
    synchronized int pendingBytes() {
        return !full.isEmpty() ? PLENTY : open == null ? 0 : open.sizeInBytes();
    }

    /** Messages ever appended. Any thread. */
    synchronized long appendedRecords() {
        return appendedRecords;
    }

    /** Bytes ever appended. Any thread. */
    synchronized long appendedBytes() {
        return closedBytes + (open == null ? 0 : open.sizeInBytes());
    }

    /** Messages without an outcome. Any thread. */
    long waitingRecords() {
        return appendedRecords() - settledRecords;
    }

    /** Loop thread only. */
    void onSettled(ProducerBatch batch) {
        settledRecords += batch.count();
    }

    /** When the oldest batch was opened; {@code fallback} where there is none. Loop thread only. */
    synchronized long oldestNanos(long fallback) {
        ProducerBatch oldest = full.isEmpty() ? open : full.peekFirst();
        return oldest == null ? fallback : oldest.createdNanos;
    }

    /** Whether there is a batch that takes no more messages. Loop thread only. */
    synchronized boolean hasFull() {
        return !full.isEmpty();
    }

    /** Closes the open batch. Loop thread only. @return the newest one, or {@code null} where there is none */
    synchronized @Nullable ProducerBatch closeNewest() {
        closeOpen();
        return full.peekLast();
    }

    /** Takes those that are older than that. Loop thread only. */
    synchronized List<ProducerBatch> takeOlder(long nowNanos, long ageNanos) {
        if (open != null && nowNanos - open.createdNanos >= ageNanos) {
            closeOpen();
        }
        List<ProducerBatch> older = new ArrayList<>();
        for (ProducerBatch batch = full.peekFirst();
                batch != null && nowNanos - batch.createdNanos >= ageNanos;
                batch = full.peekFirst()) {
            older.add(full.removeFirst());
        }
        older.forEach(this::uncount);
        known = open != null || !full.isEmpty();
        return older;
    }

    /** Takes everything. Loop thread only. */
    synchronized List<ProducerBatch> takeAll() {
        closeOpen();
        List<ProducerBatch> all = List.copyOf(full);
        all.forEach(this::uncount);
        full.clear();
        known = false;
        return all;
    }

    /** Takes everything, and accepts nothing any more. Loop thread only. */
    synchronized List<ProducerBatch> end() {
        ended = true;
        return takeAll();
    }

    /** Batches of this size were refused. Loop thread only. */
    synchronized void limitBatches(int bytes) {
        maxBatchBytes = Math.min(maxBatchBytes, bytes);
    }
}
