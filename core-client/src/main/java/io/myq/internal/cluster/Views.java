package io.myq.internal.cluster;

import io.myq.error.ErrorCode;
import io.myq.error.ProtocolException;
import io.myq.internal.protocol.MetadataResponse;
import io.myq.internal.protocol.MetadataResponse.MetadataResponseBroker;
import io.myq.internal.protocol.MetadataResponse.MetadataResponsePartition;
import io.myq.internal.protocol.MetadataResponse.MetadataResponseTopic;
import io.myq.internal.protocol.Uuids;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the next view from the one before and a metadata answer. Stateless. */
final class Views {

    /** A partition may be missing from an answer, but not so many that the answer's numbers cannot be true. */
    private static final int MAX_GAP = 10_000;

    private Views() {}

    /**
     * Topics that the answer does not mention stay as they were, and those that are of no interest stay out.
     *
     * @throws ProtocolException when the answer contradicts itself
     */
    static ClusterView next(ClusterView before, MetadataResponse answer, Set<String> interest) {
        Map<Integer, Node> nodes = new LinkedHashMap<>();
        for (MetadataResponseBroker broker : answer.brokers()) {
            nodes.put(broker.nodeId(), new Node(broker.nodeId(), broker.host(), broker.port(), broker.rack()));
        }
        Map<String, TopicView> topics = new HashMap<>(before.topics());
        topics.keySet().retainAll(interest);
        for (MetadataResponseTopic topic : answer.topics()) {
            String name = topic.name();
            if (name != null && interest.contains(name)) {
                TopicView known = before.topic(name);
                TopicView next = topic(name, topic, known, nodes);
                // the same object says that nothing is new: nobody has to look at its partitions
                topics.put(name, next.equals(known) ? known : next);
            }
        }
        Map<UUID, String> names = new HashMap<>();
        topics.values().stream()
                .filter(topic -> !topic.id().equals(Uuids.ZERO))
                .forEach(topic -> names.put(topic.id(), topic.name()));
        String clusterId = answer.clusterId() == null ? before.clusterId() : answer.clusterId();
        return new ClusterView(clusterId, Map.copyOf(nodes), Map.copyOf(topics), Map.copyOf(names));
    }

    private static TopicView topic(
            String name, MetadataResponseTopic answer, @Nullable TopicView before, Map<Integer, Node> nodes) {
        ErrorCode error = ErrorCode.of(answer.errorCode());
        if (error != ErrorCode.NONE) {
            return new TopicView(name, answer.topicId(), error, List.of());
        }
        // an id that changed is another topic of the same name: its epochs begin anew
        boolean same = before != null && before.id().equals(answer.topicId());
        return new TopicView(
                name, answer.topicId(), ErrorCode.NONE, partitions(name, answer, same ? before : null, nodes));
    }

    private static List<PartitionView> partitions(
            String name, MetadataResponseTopic answer, @Nullable TopicView before, Map<Integer, Node> nodes) {
        List<MetadataResponsePartition> given = answer.partitions();
        int largest = given.stream()
                .mapToInt(MetadataResponsePartition::partitionIndex)
                .max()
                .orElse(-1);
        boolean negative = given.stream().anyMatch(partition -> partition.partitionIndex() < 0);
        if (negative || largest > given.size() + MAX_GAP) {
            throw new ProtocolException("A metadata answer lists " + given.size() + " partitions of topic " + name
                    + ", with numbers that cannot be true");
        }
        List<PartitionView> partitions = new ArrayList<>(largest + 1);
        for (int i = 0; i <= largest; i++) {
            partitions.add(new PartitionView(new TopicPartition(name, i), PartitionView.NO_LEADER, -1));
        }
        for (MetadataResponsePartition partition : given) {
            int number = partition.partitionIndex();
            partitions.set(number, newer(partition(name, partition, nodes), before));
        }
        return List.copyOf(partitions);
    }

    private static PartitionView partition(String name, MetadataResponsePartition answer, Map<Integer, Node> nodes) {
        int leader = nodes.containsKey(answer.leaderId()) ? answer.leaderId() : PartitionView.NO_LEADER;
        return new PartitionView(new TopicPartition(name, answer.partitionIndex()), leader, answer.leaderEpoch());
    }

    /** A broker that is behind does not take back what is known already (the leader epoch only grows). */
    private static PartitionView newer(PartitionView answer, @Nullable TopicView before) {
        PartitionView known =
                before == null ? null : before.partition(answer.topicPartition().partition());
        boolean stale = known != null && answer.leaderEpoch() >= 0 && answer.leaderEpoch() < known.leaderEpoch();
        return stale ? known : answer;
    }
}
