package io.myq.consumer;

import io.myq.message.TopicPartition;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

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

    /**
     * The same for an offset that was kept together with the leader epoch of the message before it: when the log was cut off
     * below since (KIP-320), {@code Consumer.Offsets.OutOfRange} says what happens, and nothing goes on unnoticed.
     *
     * @param offset of the first message, or {@link #OLDEST}, or {@link #NEWEST}
     * @param leaderEpoch -1 for unknown
     * @throws IllegalStateException when this consumer reads the partition already
     */
    PartitionConsumer consumePartition(TopicPartition topicPartition, long offset, int leaderEpoch);

    /**
     * The same from a time on: at the first message whose timestamp is not earlier, and at the end where there is none.
     *
     * @throws IllegalStateException when this consumer reads the partition already
     */
    PartitionConsumer consumePartition(TopicPartition topicPartition, Instant from);

    /** Of all partitions that are read: the offset after the last message, as the last answer said; -1 before the first. */
    Map<TopicPartition, Long> highWaterMarks();

    /**
     * Pauses some; see {@link PartitionConsumer#pause}. Does not block.
     *
     * @throws IllegalArgumentException for one that is not read; those before it are paused
     */
    void pause(Collection<TopicPartition> partitions);

    /**
     * Resumes some. Does not block.
     *
     * @throws IllegalArgumentException for one that is not read; those before it are resumed
     */
    void resume(Collection<TopicPartition> partitions);

    /** Pauses all that are read now. Does not block. */
    void pauseAll();

    /** Resumes all that are read now. Does not block. */
    void resumeAll();

    /** Counters since the start. Any thread; never blocks. */
    ConsumerMetrics metrics();

    /** Ends all partitions. Does not block. */
    @Override
    void close();
}
