package io.myq.group;

import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps offsets of a group for who reads partitions that he chose himself, beside {@link io.myq.consumer.Consumer}: no member
 * of the group, which must have none while this commits. Thread-safe.
 *
 * <p>What is marked is committed every {@code Consumer.Offsets.AutoCommit.Interval}, unless that is switched off, and when it
 * is asked for.
 */
public interface OffsetManager extends AutoCloseable {

    /** The group that the offsets are kept for. */
    String groupId();

    /**
     * Begins to keep the offsets of a partition. Returns at once; what the group has committed is read in the background, for
     * as long as it takes.
     *
     * @throws IllegalStateException when the partition is managed already, or this is closed
     */
    PartitionOffsetManager managePartition(TopicPartition topicPartition);

    /** {@link #managePartition(TopicPartition)}. */
    default PartitionOffsetManager managePartition(String topic, int partition) {
        return managePartition(new TopicPartition(topic, partition));
    }

    /**
     * Commits now what is marked in all partitions. Never blocks; works whether or not {@code AutoCommit} is on.
     *
     * @return completes when the coordinator has it, or exceptionally with {@link io.myq.error.CommitFailedException} after
     *     {@code Net.ReadTimeout}. Completed by a thread of this manager
     */
    CompletableFuture<Void> commitAsync();

    /**
     * The same, and waits for the result.
     *
     * @param timeout how long it is tried
     * @throws io.myq.error.CommitFailedException with the reason. What is marked stays marked, and goes with the next commit
     * @throws InterruptedException when the waiting thread is interrupted; the commit goes on
     */
    void commit(Duration timeout) throws InterruptedException;

    /**
     * Commits what is marked, if {@code Consumer.Offsets.AutoCommit} is on, and ends all partitions. Without it what was not
     * committed is left: commit before.
     *
     * @return whether the last commit succeeded within the timeout
     */
    boolean close(Duration timeout);

    /** {@link #close(Duration)} with {@code Net.ReadTimeout}. */
    @Override
    void close();
}
