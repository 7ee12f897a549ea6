package io.myq.consumer;

import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads partitions that the caller names, from offsets that the caller names. No group, no commits. Thread-safe. */
public interface Consumer extends AutoCloseable {

    /** As an offset: from the beginning of what the broker still has. */
    long OLDEST = -2;

    /** As an offset: only what is written from now on. */
    long NEWEST = -1;

    /**
     * Asks the cluster which topics there are that this client may see, internal ones included. Blocks; not for callbacks.
     *
     * @throws io.myq.error.RequestTimeoutException when there is no answer within the timeout, with the last reason
     * @throws InterruptedException when the thread is interrupted
     */
    Set<String> topics(Duration timeout) throws InterruptedException;

    /**
     * Asks the cluster for the partitions of a topic, which is not created by that. Blocks; not for callbacks.
     *
     * @throws io.myq.error.BrokerException when the topic does not exist, or may not be read
     * @throws io.myq.error.RequestTimeoutException when there is no answer within the timeout, with the last reason
     * @throws InterruptedException when the thread is interrupted
     */
    Set<TopicPartition> partitions(String topic, Duration timeout) throws InterruptedException;

    /**
     * Asks the leaders of partitions for their first offsets, or for those that the next messages will get; with {@code
     * READ_COMMITTED} for the end of what can be read. Blocks; not for callbacks.
     *
     * @param which {@link #OLDEST} or {@link #NEWEST}
     * @return for all of them
     * @throws io.myq.error.BrokerException when one must not be read
     * @throws io.myq.error.RequestTimeoutException when not all are known within the timeout, with the last reason
     * @throws InterruptedException when the thread is interrupted
     */
    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, long which, Duration timeout)
            throws InterruptedException;

    /**
     * The same for a time: the offset of the first message that is not earlier, and of the next one where there is none.
     *
     * @return for all of them
     * @throws io.myq.error.BrokerException when one must not be read
     * @throws io.myq.error.RequestTimeoutException when not all are known within the timeout, with the last reason
     * @throws InterruptedException when the thread is interrupted
     */
    Map<TopicPartition, Long> offsetsAt(Collection<TopicPartition> partitions, Instant time, Duration timeout)
            throws InterruptedException;

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

    /**
     * What goes wrong with reading, besides what {@code poll} throws: also each attempt that failed and is tried again.
     *
     * @throws IllegalStateException unless {@code Consumer.Return.Errors} is true
     */
    ErrorStream errors();

    /**
     * Takes the next messages of any partition: those of one record batch, as {@link PartitionConsumer#poll} does. Partitions
     * that have messages take turns; those that have none cost nothing, however many there are. Blocks while there are none.
     * For one thread at a time, and not while another reads one of the partitions itself.
     *
     * @return all of one partition, see {@link io.myq.message.ConsumerMessage#topicPartition()}; empty after the timeout, and
     *     once {@link #close} was called
     * @throws io.myq.error.MyqException when a partition cannot be read on, which the message names; once, and the next call
     *     goes on with the others
     * @throws InterruptedException when the thread is interrupted; no message is lost by it
     */
    List<ConsumerMessage> poll(Duration timeout) throws InterruptedException;

    /**
     * The same with a cursor, which makes nothing per message: the next batch of any partition. The next call of this or
     * of {@link #poll} ends it.
     *
     * @return {@code null} after the timeout, and once {@link #close} was called
     */
    @Nullable
    MessageCursor read(Duration timeout) throws InterruptedException;

    /** Counters since the start. Any thread; never blocks. */
    ConsumerMetrics metrics();

    /** Ends all partitions. Does not block. */
    @Override
    void close();
}
