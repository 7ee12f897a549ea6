package io.myq.balance;

import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything is given up, and comes back to who had it, as far as a fair share allows (KIP-54). What members had they say
 * in their user data, because they have nothing when they join. Stateless.
 */
final class StickyStrategy implements BalanceStrategy {

    @Override
    public String name() {
        return "sticky";
    }

    @Override
    public RebalanceProtocol protocol() {
        return RebalanceProtocol.EAGER;
    }

    @Override
    public byte @Nullable [] userData(Joining member) {
        return member.assigned().isEmpty() && member.generation() < 0
                ? null
                : new StickyUserData(List.copyOf(member.assigned()), member.generation()).bytes();
    }

    @Override
    public Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> partitionCounts) {
        List<Member> remembering =
                members.stream().map(StickyStrategy::withWhatItHad).toList();
        return FairShares.stickiest(remembering, partitionCounts, Owners.of(remembering, partitionCounts));
    }

    private static Member withWhatItHad(Member member) {
        StickyUserData had = StickyUserData.of(member.userData());
        return new Member(member.memberId(), member.topics(), had.assigned(), had.generation());
    }
}
