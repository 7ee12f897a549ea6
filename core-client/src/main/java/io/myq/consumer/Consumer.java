package io.myq.consumer;

import io.myq.message.TopicPartition;

/** Reads partitions that the caller names, from offsets that the caller names. No group, no commits. Thread-safe. */
public interface Consumer extends AutoCloseable {

    /** As an offset: from the beginning of what the broker still has. */
    long OLDEST = -2;

    /** As an offset: only what is written from now on. */
    long NEWEST = -1;

    /**
     * Begins to read a partition. Returns at once; fetching begins in the background.
     *
     * @param offset of the first message, or {@link #OLDEST}, or {@link #NEWEST}
     * @throws IllegalStateException when this consumer reads the partition already
     */
    PartitionConsumer consumePartition(TopicPartition topicPartition, long offset);

    /** Counters since the start. Any thread; never blocks. */
    ConsumerMetrics metrics();

    /** Ends all partitions. Does not block. */
    @Override
    void close();
}
