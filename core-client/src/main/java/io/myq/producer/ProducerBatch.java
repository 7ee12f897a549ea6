package io.myq.producer;

import io.myq.error.SendException;
import io.myq.internal.batch.RecordBatchBuilder;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of one partition that are sent, acknowledged and completed together. Owned by whoever holds the partition's
 * lock while it is open, then by the owner loop until it is settled, then by the callback thread, which runs it.
 */
final class ProducerBatch implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(ProducerBatch.class);

    final TopicPartition topicPartition;
    final long createdNanos;
    /** By the wall clock, to be compared with the timestamps of messages. */
    final long createdMillis = System.currentTimeMillis();

    private final BufferMemory memory;
    private final BatchArrays arrays;
    private final RecordBatchBuilder records;
    private final Timestamps timestamps = new Timestamps();
    private long memoryTaken;
    /** The callback of the first message, and while there is no array that of all: the common case needs none. */
    private @Nullable SendCallback first;

    private SendCallback @Nullable [] callbacks;
    /** How many messages it is likely to have. */
    private int expectedCount;

    private @Nullable List<Flush> flushes;

    /** How often it was handed to a connection that took it. */
    int attempts;
    /** Handed to a connection, and neither answered nor failed. */
    boolean inFlight;
    /** Some attempt may have reached the log: nobody answered, or the answer does not tell. */
    boolean maybeWritten;

    boolean delivered;
    /** It has numbers and ended without being in the log: what comes behind cannot go with the next ones. */
    boolean leavesGap;

    long producerId = -1;
    short producerEpoch = -1;
    int baseSequence = Sequences.NONE;
    /** What goes onto the wire; {@code null} until it is sealed with the numbers above. */
    @Nullable
    ByteBuffer sealed;
    /** Why the last attempt failed. */
    @Nullable
    Throwable lastFailure;

    /** No request has it any more: its arrays may be used for another batch once the callbacks have run. */
    private boolean reusable;

    private boolean acknowledged;
    private long baseOffset = RecordMetadata.UNKNOWN_OFFSET;
    private long logAppendTime = -1;
    private @Nullable SendException failure;

    ProducerBatch(
            TopicPartition topicPartition,
            long createdNanos,
            RecordBatchBuilder records,
            BufferMemory memory,
            BatchArrays arrays) {
        this.topicPartition = topicPartition;
        this.createdNanos = createdNanos;
        this.records = records;
        this.memory = memory;
        this.arrays = arrays;
    }

    /** So many messages are likely to come: room for them is taken at once. */
    void expect(int messages) {
        expectedCount = messages;
    }

    /** Adds a message, unless the batch would become larger than that. */
    boolean tryAppend(ProducerMessage message, long timestamp, int maxBytes, SendCallback callback) {
        if (!records.tryAppend(timestamp, message.key(), message.value(), message.headers(), maxBytes)) {
            return false;
        }
        remember(callback, timestamp);
        return true;
    }

    /** Keeps what the outcome of the record that was just appended needs. */
    void remember(SendCallback callback, long timestamp) {
        int index = records.count() - 1;
        timestamps.add(timestamp);
        if (index == 0) {
            first = callback;
        } else if (callbacks != null || callback != first) {
            keep(callback, index);
        }
    }

    private void keep(SendCallback callback, int index) {
        SendCallback[] array = callbacks;
        if (array == null) {
            array = newCallbacks(Math.max(index + 1, expectedCount));
            Arrays.fill(array, 0, index, first);
        } else if (index == array.length) {
            SendCallback[] larger = newCallbacks(2 * index);
            System.arraycopy(array, 0, larger, 0, index);
            recycle(array, index);
            array = larger;
        }
        array[index] = callback;
        callbacks = array;
    }

    private SendCallback[] newCallbacks(int needed) {
        return arrays.callbacks().take(arrays.callbacks().capacityFor(needed));
    }

    private void recycle(SendCallback[] array, int used) {
        // or the pool would keep what the application has long forgotten
        Arrays.fill(array, 0, used, null);
        arrays.callbacks().give(array);
    }

    SendCallback callback(int index) {
        SendCallback callback = callbacks == null ? first : callbacks[index];
        if (callback == null) {
            throw new IllegalStateException("no record " + index + " in " + topicPartition);
        }
        return callback;
    }

    RecordBatchBuilder records() {
        return records;
    }

    int count() {
        return records.count();
    }

    int sizeInBytes() {
        return records.sizeInBytes();
    }

    /** Goes on in an array of that length, which its owner has paid for. */
    void grow(int capacity) {
        arrays.bytes().give(records.moveTo(arrays.bytes().take(capacity)));
    }

    /** Memory that this batch gives back when it ends. */
    void charge(long bytes) {
        memoryTaken += bytes;
    }

    void addFlush(Flush flush) {
        if (flushes == null) {
            flushes = new ArrayList<>(1);
        }
        flush.expect();
        flushes.add(flush);
    }

    /** Those who wait for this batch wait for that one. */
    void moveFlushes(ProducerBatch to) {
        to.flushes = flushes;
        flushes = null;
    }

    boolean numbered() {
        return baseSequence != Sequences.NONE;
    }

    void number(long id, short epoch, int sequence) {
        producerId = id;
        producerEpoch = epoch;
        baseSequence = sequence;
        sealed = null;
    }

    boolean settled() {
        return acknowledged || failure != null;
    }

    boolean acknowledged() {
        return acknowledged;
    }

    @Nullable
    SendException failure() {
        return failure;
    }

    void acknowledge(long offset, long appendTime) {
        acknowledged = true;
        baseOffset = offset;
        logAppendTime = appendTime;
    }

    void fail(SendException cause) {
        failure = cause;
    }

    /** The outcome is certain: those who do not wait for callbacks go on. Loop thread only. */
    void announce() {
        // a request with it may still wait to be written: it must not find another batch's bytes there (CVE-2026-35554)
        reusable = !inFlight;
        arrive(false);
    }

    /** Tells the outcome to every message's callback, in their order. */
    @Override
    public void run() {
        int run = 0;
        for (int i = 0; i < count(); i++) {
            run = timestamps.run(i, run);
            SendCallback callback = callback(i);
            try {
                complete(callback, i, timestamps.value(run));
            } catch (Throwable e) {
                log.error("The callback {} of a message to {} threw", callback, topicPartition, e);
            }
        }
        if (reusable) {
            recycle();
        }
        giveBack();
        arrive(true);
    }

    private void recycle() {
        sealed = null;
        if (callbacks != null) {
            recycle(callbacks, count());
            callbacks = null;
        }
        arrays.bytes().give(records.memory());
    }

    private void complete(SendCallback callback, int index, long timestamp) {
        if (failure != null) {
            callback.onFailed(failure);
        } else {
            callback.onAcknowledged(
                    topicPartition,
                    baseOffset < 0 ? RecordMetadata.UNKNOWN_OFFSET : baseOffset + index,
                    logAppendTime < 0 ? timestamp : logAppendTime);
        }
    }

    /** Returns the memory. */
    void giveBack() {
        memory.release(memoryTaken);
        memoryTaken = 0;
    }

    private void arrive(boolean afterCallbacks) {
        if (flushes != null) {
            for (Flush flush : flushes) {
                if (flush.untilCallbacksRan() == afterCallbacks) {
                    flush.arrive();
                }
            }
        }
    }
}
