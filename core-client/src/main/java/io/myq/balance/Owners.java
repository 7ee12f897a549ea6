package io.myq.balance;

import io.myq.balance.BalanceStrategy.Member;
import io.myq.message.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who has which partition, out of what the members say: their claims can contradict each other when one of them missed
 * a rebalance. Stateless.
 */
final class Owners {

    private Owners() {}

    /**
     * The owner of each partition that has one and exists. Of two claims the newer generation's counts; two claims of one
     * generation cancel each other.
     */
    static Map<TopicPartition, String> of(List<Member> members, Map<String, Integer> partitionCounts) {
        Map<TopicPartition, Member> claims = new HashMap<>();
        Set<TopicPartition> disputed = new HashSet<>();
        for (Member member : members) {
            for (TopicPartition partition : member.owned()) {
                if (canHave(member, partition, partitionCounts)) {
                    settle(member, partition, claims, disputed);
                }
            }
        }
        claims.keySet().removeAll(disputed);
        Map<TopicPartition, String> owners = new HashMap<>();
        claims.forEach((partition, member) -> owners.put(partition, member.memberId()));
        return owners;
    }

    private static boolean canHave(Member member, TopicPartition partition, Map<String, Integer> counts) {
        return member.topics().contains(partition.topic())
                && partition.partition() < counts.getOrDefault(partition.topic(), 0);
    }

    private static void settle(
            Member member, TopicPartition partition, Map<TopicPartition, Member> claims, Set<TopicPartition> disputed) {
        Member rival = claims.get(partition);
        if (rival == null || member.generation() > rival.generation()) {
            claims.put(partition, member);
            disputed.remove(partition);
        } else if (member.generation() == rival.generation()) {
            disputed.add(partition);
        }
    }
}
