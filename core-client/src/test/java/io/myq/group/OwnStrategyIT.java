package io.myq.group;

import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.Config;
import io.myq.config.GroupConfig;
import io.myq.group.GroupStatus.State;
import io.myq.message.TopicPartition;
import io.myq.testing.Oracle;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Strategies that an application brings. */
class OwnStrategyIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    /** Gives everything to the member whose user data are the greatest. */
    private static class Auction implements BalanceStrategy {
        final Map<String, String> bids = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return "auction";
        }

        @Override
        public RebalanceProtocol protocol() {
            return RebalanceProtocol.EAGER;
        }

        @Override
        public Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> partitionCounts) {
            Map<String, Set<TopicPartition>> plan = new TreeMap<>();
            String winner = "";
            for (Member member : members) {
                plan.put(member.memberId(), Set.of());
                bids.put(member.memberId(), String.valueOf(Oracle.text(member.userData())));
                boolean more = winner.isEmpty() || bids.get(member.memberId()).compareTo(bids.get(winner)) > 0;
                winner = more ? member.memberId() : winner;
            }
            Set<TopicPartition> all = new TreeSet<>();
            partitionCounts.forEach((topic, count) -> all.addAll(GroupTestBed.partitions(topic, count)));
            plan.put(winner, all);
            return plan;
        }
    }

    private static Config bidding(String bid, BalanceStrategy... strategies) {
        return with(
                GroupTestBed.with(strategies),
                group -> group.withMember(group.member().withUserData(Oracle.bytes(bid))));
    }

    private static Config with(Config config, UnaryOperator<GroupConfig> change) {
        return config.withConsumer(
                config.consumer().withGroup(change.apply(config.consumer().group())));
    }

    @Test
    void seesWhatEachMemberIsConfiguredToSay() throws Exception {
        bed.oracle.createTopic("auction", 3);
        Auction auction = new Auction();
        ConsumerGroup low = bed.join(bidding("1", auction), "auction", "auction", new RecordingHandler());
        until(() -> low.status().assigned().size() == 3);
        ConsumerGroup high = bed.join(bidding("2", auction), "auction", "auction", new RecordingHandler());
        until(() -> high.status().assigned().size() == 3);
        assertThat(low.status().assigned()).isEmpty();
        assertThat(auction.bids.values()).contains("1", "2");
    }

    @Test
    void isTakenBeforeOthersThatAreOfferedAfterIt() throws Exception {
        bed.oracle.createTopic("auction-first", 2);
        Auction auction = new Auction();
        ConsumerGroup both = bed.join(
                bidding("1", auction, BalanceStrategies.range()),
                "auction-first",
                "auction-first",
                new RecordingHandler());
        until(() -> both.status().assigned().size() == 2);
        assertThat(auction.bids).hasSize(1);
        // who does not know it: the group takes what all have in common
        ConsumerGroup range = bed.join(
                GroupTestBed.with(BalanceStrategies.range()), "auction-first", "auction-first", new RecordingHandler());
        until(() -> GroupTestBed.share("auction-first", 2, List.of(both, range))
                && range.status().assigned().size() == 1);
    }

    @Test
    void oneThatFailsToSayWhatItWantsEndsTheMember() throws Exception {
        bed.oracle.createTopic("auction-fails", 1);
        Auction failing = new Auction() {
            @Override
            public byte[] userData(Joining member) {
                throw new IllegalStateException("no bid");
            }
        };
        ConsumerGroup group = bed.join(bidding("1", failing), "auction-fails", "auction-fails", new RecordingHandler());
        until(() -> group.status().state() == State.FAILED);
        assertThat(group.status().lastFailure())
                .hasMessage(
                        "The strategy 'auction' of group 'auction-fails' failed to say what its leader is to know of"
                                + " this member: java.lang.IllegalStateException: no bid");
    }
}
