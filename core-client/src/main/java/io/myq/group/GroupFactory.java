package io.myq.group;

import io.myq.internal.cluster.Cluster;

/** The one door through which the floor above gets a group's member. Stateless. */
public final class GroupFactory {

    private GroupFactory() {}

    /**
     * A new member with connections of its own; it joins when {@link ConsumerGroup#consume} is called. Returns at once;
     * any thread.
     *
     * @param groupId not empty
     */
    public static ConsumerGroup open(Cluster cluster, String groupId) {
        if (groupId.isEmpty()) {
            throw new IllegalArgumentException("A group id must not be empty");
        }
        return new LiveConsumerGroup(cluster, groupId);
    }

    /**
     * A new keeper of a group's offsets, with connections of its own. Returns at once; any thread.
     *
     * @param groupId not empty
     */
    public static OffsetManager openOffsets(Cluster cluster, String groupId) {
        if (groupId.isEmpty()) {
            throw new IllegalArgumentException("A group id must not be empty");
        }
        return LiveOffsetManager.open(cluster, groupId);
    }
}
