package io.myq.balance;

import io.myq.message.TopicPartition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The partitions of all topics one after the other, each to the next member that wants its topic. Stateless. */
final class RoundRobinStrategy implements BalanceStrategy {

    @Override
    public String name() {
        return "roundrobin";
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
        List<Set<String>> wanted = sorted.stream()
                .<Set<String>>map(member -> new HashSet<>(member.topics()))
                .toList();
        int turn = 0;
        for (Map.Entry<String, Integer> topic : new TreeMap<>(partitionCounts).entrySet()) {
            if (wanted.stream().noneMatch(topics -> topics.contains(topic.getKey()))) {
                continue;
            }
            for (int number = 0; number < topic.getValue(); number++) {
                while (!wanted.get(turn).contains(topic.getKey())) {
                    turn = (turn + 1) % sorted.size();
                }
                plan.get(sorted.get(turn).memberId()).add(new TopicPartition(topic.getKey(), number));
                turn = (turn + 1) % sorted.size();
            }
        }
        return plan;
    }
}
