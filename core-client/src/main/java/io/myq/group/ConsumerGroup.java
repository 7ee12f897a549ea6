package io.myq.group;

import io.myq.consumer.ErrorStream;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One member of a group: joins, stays, and joins again after whatever happens, until it is closed. Thread-safe. */
public interface ConsumerGroup extends AutoCloseable {

    /**
     * Joins the group and hands each partition that it gets to the handler. Returns at once.
     *
     * @param topics at least one
     * @throws IllegalStateException when called a second time
     */
    void consume(Collection<String> topics, ConsumerGroupHandler handler);

    /**
     * The same for all topics whose whole name matches, those that are created later included: they are found within {@code
     * Metadata.RefreshFrequency}, and begin with a rebalance. Topics that are deleted are given up soon. Topics that are
     * internal to the brokers never match.
     *
     * <p>The pattern is tried on the names of all topics that this client may see, on the client's own thread: it must not be one
     * that takes long.
     *
     * @throws IllegalStateException when something is consumed already: by names or by pattern, but not both
     */
    void consume(Pattern pattern, ConsumerGroupHandler handler);

    /** What this member does at the moment. Any thread; never blocks, asks no broker. */
    GroupStatus status();

    /**
     * What goes wrong with reading this member's partitions, also each attempt that failed and is tried again. Errors of the
     * membership are in {@link #status}. Any thread; never blocks.
     *
     * @throws IllegalStateException unless {@code Consumer.Return.Errors} is true, and before {@code consume}
     */
    ErrorStream errors();

    /** Counters since the start. Any thread; never blocks. */
    GroupMetrics metrics();

    /**
     * How far behind each partition is that this member reads, from what fetches have told: asks no broker. Any thread; never
     * blocks.
     */
    Map<TopicPartition, ClaimLag> lags();

    /** {@link #lags()} of one partition; {@code null} when this member does not read it. Any thread; never blocks. */
    @Nullable
    ClaimLag lag(TopicPartition topicPartition);

    /**
     * Hands out and fetches no more messages of these partitions, while this member has them; those that it does not have are
     * ignored. It stays so until {@link #resume}, also when a handler begins anew, and ends when the partition is given up:
     * under an eager strategy with every rebalance, under a cooperative one only when it moves. Any thread; a poll that is
     * under way may still return some.
     */
    void pause(Collection<TopicPartition> partitions);

    /** Undoes {@link #pause}, and not {@link ConsumerGroupClaim#pause}. Any thread. */
    void resume(Collection<TopicPartition> partitions);

    /** {@link #pause} for all partitions that this member has now; those that it gets later are not paused. Any thread. */
    void pauseAll();

    /** {@link #resume} for all partitions that this member has now. Any thread. */
    void resumeAll();

    /** The partitions that were paused here. Any thread; never blocks. */
    Set<TopicPartition> paused();

    /**
     * {@link ConsumerGroupClaim#seek} on the claim of this partition. Any thread; never blocks.
     *
     * @return false when this member does not have the partition
     */
    boolean seek(TopicPartition topicPartition, long offset);

    /**
     * Ends the claims, waits for their handlers, commits what is marked, and leaves the group. Three quarters of the time
     * are for handlers and the commit. Any thread: called by a handler it waits for the other handlers and not for itself,
     * called by setup or cleanup it does not wait at all. Further calls wait for the same end.
     *
     * <p>A static member ({@code Consumer.Group.InstanceId}) does not leave: who comes back with the same id within {@code
     * Consumer.Group.Session.Timeout} gets its partitions back without a rebalance. Until then nobody reads them.
     *
     * @return whether all handlers had returned, and the last commit had succeeded, within the timeout
     */
    boolean close(Duration timeout);

    /**
     * {@link #close(Duration)}, for a static member that does not come back: it leaves the group, and the others share its
     * partitions at once. Also during a {@code close} of another thread, as long as that has not come to its end. For a
     * dynamic member it is the same as {@code close}.
     *
     * @return as {@link #close(Duration)}
     */
    default boolean closeAndLeave(Duration timeout) {
        return close(timeout);
    }

    /** {@link #close(Duration)} with {@code Consumer.Group.Rebalance.Timeout}. */
    @Override
    void close();
}
