package io.myq.balance;

import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
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

    /** The generation: leaders that are older than KIP-792 find it nowhere else. */
    @Override
    public byte[] userData(Joining member) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(member.generation()).array();
    }

    @Override
    public Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> partitionCounts) {
        List<Member> dated =
                members.stream().map(CooperativeStickyStrategy::withGeneration).toList();
        Map<TopicPartition, String> owners = Owners.of(dated, partitionCounts);
        return withoutWhatOthersStillHave(FairShares.stickiest(dated, partitionCounts, owners), owners);
    }

    /** A member that is older than KIP-792 says it in its user data. */
    private static Member withGeneration(Member member) {
        byte[] data = member.userData();
        if (member.generation() >= 0 || data == null || data.length < Integer.BYTES) {
            return member;
        }
        int generation = ByteBuffer.wrap(data).getInt();
        return new Member(member.memberId(), member.topics(), member.owned(), Math.max(-1, generation));
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
