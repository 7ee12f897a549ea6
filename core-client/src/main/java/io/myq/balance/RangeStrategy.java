package io.myq.balance;

import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Each topic's partitions in contiguous runs, over the members that want it. Stateless. */
final class RangeStrategy implements BalanceStrategy {

    @Override
    public String name() {
        return "range";
    }

    @Override
    public RebalanceProtocol protocol() {
        return RebalanceProtocol.EAGER;
    }

    @Override
    public Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> partitionCounts) {
        Map<String, Set<TopicPartition>> plan = new TreeMap<>();
        members.forEach(member -> plan.put(member.memberId(), new TreeSet<>()));
        List<Member> sorted = MemberOrder.sorted(members);
        partitionCounts.forEach((topic, count) -> share(topic, count, sorted, plan));
        return plan;
    }

    private static void share(String topic, int count, List<Member> members, Map<String, Set<TopicPartition>> plan) {
        List<String> interested = members.stream()
                .filter(member -> member.topics().contains(topic))
                .map(Member::memberId)
                .toList();
        int next = 0;
        for (int i = 0; i < interested.size(); i++) {
            int share = count / interested.size() + (i < count % interested.size() ? 1 : 0);
            for (int taken = 0; taken < share; taken++) {
                plan.get(interested.get(i)).add(new TopicPartition(topic, next++));
            }
        }
    }
}
