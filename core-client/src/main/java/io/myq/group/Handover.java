package io.myq.group;

import io.myq.balance.BalanceStrategy.Member;
import io.myq.message.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps two members from having a partition at once (KIP-429): what moves is given to nobody until its owner, who sees
 * that it is gone, has given it up and joined again. Stateless.
 */
final class Handover {

    private Handover() {}

    /** The plan without the partitions that a member says it has and another is to get. */
    static Map<String, Set<TopicPartition>> withhold(Map<String, Set<TopicPartition>> plan, List<Member> members) {
        Map<TopicPartition, Member> owners = new HashMap<>();
        for (Member member : members) {
            // of two that claim it, the one that got it last is right
            member.owned()
                    .forEach(partition -> owners.merge(
                            partition, member, (one, other) -> other.generation() > one.generation() ? other : one));
        }
        Map<String, Set<TopicPartition>> round = new TreeMap<>();
        plan.forEach((memberId, partitions) -> {
            Set<TopicPartition> now = new TreeSet<>();
            for (TopicPartition partition : partitions) {
                Member owner = owners.get(partition);
                if (owner == null || owner.memberId().equals(memberId)) {
                    now.add(partition);
                }
            }
            round.put(memberId, now);
        });
        return round;
    }
}
