package io.myq.internal.cluster;

import io.myq.message.TopicPartition;

/**
 * A partition, as one metadata answer described it.
 *
 * @param leader the id of the broker to write to and read from, or {@link #NO_LEADER}
 * @param leaderEpoch counts the leaders; -1 where the broker does not say
 */
public record PartitionView(TopicPartition topicPartition, int leader, int leaderEpoch) {

    public static final int NO_LEADER = -1;

    /** Whether there is a broker to write to at the moment. */
    public boolean writable() {
        return leader != NO_LEADER;
    }
}
