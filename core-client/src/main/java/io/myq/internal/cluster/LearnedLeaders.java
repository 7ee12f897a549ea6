package io.myq.internal.cluster;

import io.myq.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes what a broker says of partitions that it no longer leads into a view (KIP-951). Stateless. */
final class LearnedLeaders {

    private LearnedLeaders() {}

    /**
     * @param nodes where the leaders are; the view's own address of a broker counts more
     * @param leaders those that are not newer than what the view has change nothing
     * @return the view that was given when nothing is new
     */
    static ClusterView in(ClusterView view, Collection<Node> nodes, Collection<PartitionView> leaders) {
        Map<Integer, Node> allNodes = new HashMap<>(view.nodes());
        nodes.forEach(node -> allNodes.putIfAbsent(node.id(), node));
        Map<String, List<PartitionView>> changed = new HashMap<>();
        for (PartitionView leader : leaders) {
            PartitionView known = view.partition(leader.topicPartition());
            if (known != null && leader.leaderEpoch() > known.leaderEpoch() && allNodes.containsKey(leader.leader())) {
                changed.computeIfAbsent(leader.topicPartition().topic(), topic -> new ArrayList<>())
                        .add(leader);
            }
        }
        if (changed.isEmpty()) {
            return view;
        }
        Map<String, TopicView> topics = new HashMap<>(view.topics());
        changed.forEach((topic, moved) -> topics.put(topic, moved(view.topic(topic), topic, moved)));
        return new ClusterView(view.clusterId(), Map.copyOf(allNodes), Map.copyOf(topics), view.topicNames());
    }

    private static TopicView moved(@Nullable TopicView before, String name, List<PartitionView> moved) {
        if (before == null || before.error() != ErrorCode.NONE) {
            throw new IllegalStateException("no partitions of " + name + " are known");
        }
        List<PartitionView> partitions = new ArrayList<>(before.partitions());
        moved.forEach(leader -> partitions.set(leader.topicPartition().partition(), leader));
        return new TopicView(name, before.id(), before.error(), List.copyOf(partitions));
    }
}
