package io.myq.balance;

import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Members keep what they have, as far as a fair share allows; what has to move is first given up by its owner and
 * handed out in the rebalance after (KIP-429). Stateless.
 */
final class CooperativeStickyStrategy implements BalanceStrategy {

    @Override
    public String name() {
        return "cooperative-sticky";
    }

    @Override
    public RebalanceProtocol protocol() {
        return RebalanceProtocol.COOPERATIVE;
    }

    @Override
    public Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> partitionCounts) {
        Map<TopicPartition, String> owners = Owners.of(members, partitionCounts);
        FairShares shares = new FairShares(members);
        owners.forEach((partition, owner) -> shares.give(partition, owner));
        for (TopicPartition partition : unowned(partitionCounts, owners)) {
            shares.giveToLeastLoaded(partition);
        }
        shares.even();
        return withoutWhatOthersStillHave(shares.byMember(), owners);
    }

    private static Set<TopicPartition> unowned(Map<String, Integer> counts, Map<TopicPartition, String> owners) {
        Set<TopicPartition> unowned = new TreeSet<>();
        counts.forEach((topic, count) -> {
            for (int number = 0; number < count; number++) {
                TopicPartition partition = new TopicPartition(topic, number);
                if (!owners.containsKey(partition)) {
                    unowned.add(partition);
                }
            }
        });
        return unowned;
    }

    private static Map<String, Set<TopicPartition>> withoutWhatOthersStillHave(
            Map<String, Set<TopicPartition>> shares, Map<TopicPartition, String> owners) {
        Map<String, Set<TopicPartition>> plan = new TreeMap<>();
        shares.forEach((member, partitions) -> {
            Set<TopicPartition> free = new TreeSet<>(partitions);
            free.removeIf(partition -> !owners.getOrDefault(partition, member).equals(member));
            plan.put(member, free);
        });
        return plan;
    }
}
