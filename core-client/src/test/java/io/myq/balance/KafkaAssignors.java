package io.myq.balance;

import static java.util.stream.Collectors.toMap;

import io.myq.balance.BalanceStrategy.Member;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;

/** What kafka-clients' assignors make of our members. Stateless. */
final class KafkaAssignors {

    private KafkaAssignors() {}

    static Map<String, Set<TopicPartition>> planOf(
            ConsumerPartitionAssignor assignor, List<Member> members, Map<String, Integer> topics) {
        Map<String, Assignment> assigned = assignor.assign(
                        cluster(topics), new GroupSubscription(subscriptions(members)))
                .groupAssignment();
        return assigned.entrySet().stream()
                .collect(toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().partitions().stream()
                                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                                .collect(Collectors.toCollection(TreeSet::new)),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static Map<String, Subscription> subscriptions(List<Member> members) {
        Map<String, Subscription> subscriptions = new HashMap<>();
        for (Member member : members) {
            byte[] userData = member.userData();
            Subscription subscription = new Subscription(
                    member.topics(),
                    userData == null ? null : ByteBuffer.wrap(userData),
                    member.owned().stream().map(KafkaAssignors::theirs).toList(),
                    member.generation(),
                    Optional.empty());
            subscription.setGroupInstanceId(Optional.ofNullable(member.instanceId()));
            subscriptions.put(member.memberId(), subscription);
        }
        return subscriptions;
    }

    private static Cluster cluster(Map<String, Integer> topics) {
        Node node = new Node(0, "localhost", 9092);
        List<PartitionInfo> partitions = new ArrayList<>();
        topics.forEach((topic, count) -> {
            for (int number = 0; number < count; number++) {
                partitions.add(new PartitionInfo(topic, number, node, new Node[] {node}, new Node[] {node}));
            }
        });
        return new Cluster("cluster", List.of(node), partitions, Set.of(), Set.of());
    }

    static org.apache.kafka.common.TopicPartition theirs(TopicPartition partition) {
        return new org.apache.kafka.common.TopicPartition(partition.topic(), partition.partition());
    }
}
