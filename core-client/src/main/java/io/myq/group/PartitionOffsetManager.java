package io.myq.group;

import io.myq.error.CommitFailedException;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The offset of one partition that an {@link OffsetManager} keeps. Thread-safe. */
public interface PartitionOffsetManager extends AutoCloseable {

    /** What it is about. */
    TopicPartition topicPartition();

    /**
     * Where to begin: what is marked, else what the group has committed, else {@code Consumer.Offsets.Initial}. Waits until
     * the coordinator has told.
     *
     * @throws io.myq.error.MyqException when it has not within the timeout, with what went wrong last; the question goes on
     * @throws InterruptedException when the waiting thread is interrupted
     */
    NextOffset nextOffset(Duration timeout) throws InterruptedException;

    /** All before this offset is done. One that is lower than before is ignored. */
    void markOffset(long offset, @Nullable String metadata);

    /** Goes back on purpose: from this offset on it is to be done again. One beyond what is marked is ignored. */
    void resetOffset(long offset, @Nullable String metadata);

    /**
     * These are about to be worked on, and may be done in any order, each with {@link #markDone}: what is committed is the end
     * of the unbroken run that is done. To be called before anybody can be done with one of them, by one thread at a time, in
     * the order in which they were read. Offsets between them that the log does not have count as done.
     *
     * @return how many of them may be worked on now; when less than all, offer the others again after some are done. No more
     *     than {@value ConsumerGroupClaim#DEFAULT_WINDOW} offsets may be outstanding
     */
    int track(List<ConsumerMessage> messages);

    /**
     * This one is done, and says nothing of those before it. Ignored when it was not tracked.
     *
     * @throws IllegalStateException when {@link #track} was never called
     */
    void markDone(ConsumerMessage message);

    /**
     * Tells when a commit failed that this partition was part of. What is marked stays marked. One listener; the last that was
     * set counts.
     *
     * @param listener called by a thread of the manager, one failure after the other
     */
    void onError(Consumer<CommitFailedException> listener);

    /** Commits what is marked, if {@code Consumer.Offsets.AutoCommit} is on, and then ends it. Never blocks. */
    void asyncClose();

    /** The same, and waits for the end, for at most {@code Net.ReadTimeout}. Then the partition can be managed anew. */
    @Override
    void close();
}
