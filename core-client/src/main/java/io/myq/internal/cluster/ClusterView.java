package io.myq.internal.cluster;

import io.myq.message.TopicPartition;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the cluster at one moment. Immutable: a refresh makes a new one. Any thread.
 *
 * @param clusterId {@code null} until the first broker answered
 * @param nodes by id
 * @param topics by name: those that somebody asked for
 * @param topicNames by topic id
 */
public record ClusterView(
        @Nullable String clusterId,
        Map<Integer, Node> nodes,
        Map<String, TopicView> topics,
        Map<UUID, String> topicNames) {

    /** Before the first answer. */
    public static final ClusterView EMPTY = new ClusterView(null, Map.of(), Map.of(), Map.of());

    /** The topic, or {@code null} while nothing is known of it. */
    public @Nullable TopicView topic(String name) {
        return topics.get(name);
    }

    /** The partition, or {@code null} while nothing is known of it. */
    public @Nullable PartitionView partition(TopicPartition topicPartition) {
        TopicView topic = topics.get(topicPartition.topic());
        return topic == null ? null : topic.partition(topicPartition.partition());
    }
}
