package io.myq.group;

import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a member does at one moment. Immutable; any thread.
 *
 * @param memberId empty while it has none
 * @param generationId -1 while it has none
 * @param coordinator as {@code host:port}, or {@code null} while none is known
 * @param assigned what it has
 * @param lastFailure what went wrong last and has not gone right since (a heartbeat is made good by a heartbeat only, and so
 *     on); {@code null} when all is well
 * @param commitFailure why the last commit failed; {@code null} when it succeeded
 * @param waitedTopics topics that do not exist, or cannot be read for another reason; they are read as soon as they can be
 * @param problem what keeps this member from its work for longer than may pass by itself, and what to change: a topic that is
 *     missing for 10 s, requests that have failed for 30 s, a join that takes 15 s more than {@code
 *     Consumer.Group.Rebalance.Timeout}; {@code null} while nothing does, and in the states that are an end
 * @param heldUp partitions whose claims hand out no more, because as many messages as their window has room for wait for an
 *     older one (see {@link ConsumerGroupClaim#trackDone(int)}), each with the offset of that message
 * @param overdue partitions whose handlers have had what they were handed last for longer than {@code
 *     Consumer.MaxProcessingTime}, and for how long now; that costs them nothing
 */
public record GroupStatus(
        State state,
        String memberId,
        int generationId,
        @Nullable String coordinator,
        Set<TopicPartition> assigned,
        @Nullable Throwable lastFailure,
        @Nullable Throwable commitFailure,
        List<WaitedTopic> waitedTopics,
        @Nullable String problem,
        Map<TopicPartition, Long> heldUp,
        Map<TopicPartition, Duration> overdue) {

    /** With nothing held up or overdue. */
    public GroupStatus(
            State state,
            String memberId,
            int generationId,
            @Nullable String coordinator,
            Set<TopicPartition> assigned,
            @Nullable Throwable lastFailure,
            @Nullable Throwable commitFailure,
            List<WaitedTopic> waitedTopics,
            @Nullable String problem) {
        this(
                state,
                memberId,
                generationId,
                coordinator,
                assigned,
                lastFailure,
                commitFailure,
                waitedTopics,
                problem,
                Map.of(),
                Map.of());
    }

    /** The same with what is known of single claims. */
    GroupStatus withClaims(Map<TopicPartition, Long> nowHeldUp, Map<TopicPartition, Duration> nowOverdue) {
        return nowHeldUp.isEmpty() && nowOverdue.isEmpty()
                ? this
                : new GroupStatus(
                        state,
                        memberId,
                        generationId,
                        coordinator,
                        assigned,
                        lastFailure,
                        commitFailure,
                        waitedTopics,
                        problem,
                        nowHeldUp,
                        nowOverdue);
    }

    /** Where a member is in its life. */
    public enum State {
        /** {@link ConsumerGroup#consume} was not called yet. */
        IDLE,
        /** Looks for the coordinator, or joins. */
        JOINING,
        /** A member, with its share of the partitions, which may be none. */
        STABLE,
        /** Cannot go on, and will not by itself: see the failure. */
        FAILED,
        /** Closed. */
        CLOSED
    }
}
