package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.Config;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Members of ours and of kafka-clients in one group, whichever leads it. */
class MixedGroupIT {

    private static final int PARTITIONS = 7;

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    static Stream<Arguments> strategies() {
        return Stream.of(
                Arguments.of(BalanceStrategies.range(), RangeAssignor.class.getName()),
                Arguments.of(BalanceStrategies.roundRobin(), RoundRobinAssignor.class.getName()),
                Arguments.of(BalanceStrategies.sticky(), StickyAssignor.class.getName()),
                Arguments.of(BalanceStrategies.cooperativeSticky(), CooperativeStickyAssignor.class.getName()));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyPartitionIsOwnedOnceThroughoutWhoeverLeads(BalanceStrategy strategy, String assignor) throws Exception {
        String topic = "mixed-" + strategy.name();
        bed.oracle.createTopic(topic, PARTITIONS);
        Config config = GroupTestBed.with(strategy);
        OwnersLedger ledger = new OwnersLedger();
        List<RecordingHandler> ours = new ArrayList<>();
        List<KafkaMember> theirs = new ArrayList<>();
        Flow flow = new Flow(bed.oracle, topic, 70);
        try {
            // theirs leads: it joined first
            theirs.add(new KafkaMember(bed.kafka.bootstrapServers(), topic, topic, assignor, ledger));
            until(() -> theirs.get(0).assigned.size() == PARTITIONS);
            ours.add(ledger.handler());
            ConsumerGroup first = bed.join(config, topic, topic, ours.get(0));
            until(() -> isShared(topic, List.of(first), theirs));

            // ours leads: nobody else is left
            theirs.get(0).close();
            until(() -> isShared(topic, List.of(first), theirs));
            theirs.add(new KafkaMember(bed.kafka.bootstrapServers(), topic, topic, assignor, ledger));
            until(() -> isShared(topic, List.of(first), theirs));

            // one more, and then the leader goes
            ours.add(ledger.handler());
            ConsumerGroup second = bed.join(config, topic, topic, ours.get(1));
            until(() -> isShared(topic, List.of(first, second), theirs));
            assertThat(first.close(LIMIT)).isTrue();
            until(() -> isShared(topic, List.of(second), theirs));
            flow.close();
            until(() -> positions(ours, theirs).size() >= flow.sent());
        } finally {
            flow.close();
            theirs.forEach(KafkaMember::close);
        }
        assertThat(ledger.conflicts).isEmpty();
        assertThat(positions(ours, theirs)).as("none twice").hasSize(flow.sent());
        assertThat(new TreeSet<>(positions(ours, theirs))).as("all of them").hasSize(flow.sent());
    }

    private static List<String> positions(Collection<RecordingHandler> ours, Collection<KafkaMember> theirs) {
        List<String> all = new ArrayList<>();
        ours.forEach(
                handler -> handler.messages.stream().map(MixedGroupIT::position).forEach(all::add));
        theirs.forEach(member -> all.addAll(member.positions));
        return all;
    }

    private static String position(ConsumerMessage message) {
        return message.topic() + "-" + message.partition() + "@" + message.offset();
    }

    /** Whether all partitions are owned, each once, and as evenly as can be. */
    private static boolean isShared(String topic, List<ConsumerGroup> ours, Collection<KafkaMember> theirs) {
        List<Set<TopicPartition>> shares = new ArrayList<>();
        ours.forEach(member -> shares.add(member.status().assigned()));
        theirs.stream()
                .map(member -> member.assigned)
                .filter(share -> !share.isEmpty())
                .forEach(shares::add);
        Set<TopicPartition> union = new TreeSet<>();
        shares.forEach(union::addAll);
        int least = shares.stream().mapToInt(Set::size).min().orElse(0);
        int most = shares.stream().mapToInt(Set::size).max().orElse(0);
        return shares.stream().mapToInt(Set::size).sum() == PARTITIONS
                && most - least <= 1
                && union.equals(GroupTestBed.partitions(topic, PARTITIONS));
    }
}
