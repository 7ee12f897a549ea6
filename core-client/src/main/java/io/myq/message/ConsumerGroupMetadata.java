package io.myq.message;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who consumed the messages that a transaction is made from (KIP-447): with it the group's coordinator refuses offsets of
 * a member that is no longer one. Immutable.
 *
 * @param groupId the group
 * @param generationId counts the group's rebalances; -1 to be taken as no member
 * @param memberId the id that the coordinator gave; empty to be taken as no member
 * @param groupInstanceId of a static member; {@code null} for others
 */
public record ConsumerGroupMetadata(
        String groupId,
        int generationId,
        String memberId,
        @Nullable String groupInstanceId) {

    /**
     * @throws NullPointerException without a group or member id
     * @throws IllegalArgumentException when the group's id is empty
     */
    public ConsumerGroupMetadata {
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(memberId, "memberId");
        if (groupId.isEmpty()) {
            throw new IllegalArgumentException("The id of the group is empty: offsets are committed for a group");
        }
    }

    /** The group alone: its coordinator takes the offsets whoever sends them. */
    public static ConsumerGroupMetadata of(String groupId) {
        return new ConsumerGroupMetadata(groupId, -1, "", null);
    }
}
