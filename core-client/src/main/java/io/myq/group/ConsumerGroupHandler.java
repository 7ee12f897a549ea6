package io.myq.group;

import io.myq.message.TopicPartition;
import java.util.Set;

/**
 * What an application does with the partitions that its member gets. The order is: {@link #setup} when partitions were
 * gained, one {@link #consumeClaim} per gained partition, all at once, each on a thread of its own; when partitions are
 * given up, their claims end, and after the last of them has returned their offsets are committed and then {@link
 * #cleanup} is called, once for all of them. Under a cooperative strategy the other claims go on meanwhile. When the
 * membership was lost it is the same, without the commit, and the member joins anew after it.
 *
 * <p>All methods run on threads of {@code Config.ThreadFactory}, never on the client's own: they may take as long as
 * they like. Heartbeats go on.
 */
public interface ConsumerGroupHandler {

    /**
     * Partitions were gained. Called before their claims begin; when it throws, it is called again after {@code
     * Consumer.Retry.Backoff}, and no claim begins before it succeeds. Setup and cleanup run one after the other.
     */
    default void setup(ConsumerGroupSession session, Set<TopicPartition> gained) {}

    /**
     * Reads a partition until {@link ConsumerGroupClaim#isActive} turns false, and marks what is done. When it throws, or
     * returns before, the claim begins anew after {@code Consumer.Retry.Backoff}, from the last marked offset: other
     * claims are not disturbed.
     */
    void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception;

    /**
     * Partitions were given up; their claims have returned, and their marked offsets have been committed if that was possible. A
     * claim that returns after the group stopped waiting for it has a cleanup of its own.
     */
    default void cleanup(ConsumerGroupSession session, Set<TopicPartition> lost) {}
}
