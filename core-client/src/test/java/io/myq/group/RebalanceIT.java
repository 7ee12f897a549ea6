package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.Config;
import io.myq.config.GroupProtocol;
import io.myq.config.HeartbeatConfig;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several members of one group. */
class RebalanceIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    private static BalanceStrategy strategy(String name) {
        return name.equals("range") ? BalanceStrategies.range() : BalanceStrategies.cooperativeSticky();
    }

    @ParameterizedTest
    @ValueSource(strings = {"range", "cooperative-sticky", "consumer protocol"})
    void deliversEachMessageOnceWhileASecondMemberComesAndGoes(String strategy) throws Exception {
        GroupProtocol protocol = strategy.startsWith("consumer") ? GroupProtocol.CONSUMER : GroupProtocol.CLASSIC;
        String topic = "comes-" + strategy.replace(' ', '-');
        bed.oracle.createTopic(topic, 6);
        Config config = GroupTestBed.by(protocol, GroupTestBed.with(strategy(strategy)));
        RecordingHandler first = new RecordingHandler();
        RecordingHandler second = new RecordingHandler();
        ConsumerGroup one = bed.join(config, topic, topic, first);
        ConsumerGroup two;
        Flow flow = new Flow(bed.oracle, topic, 60);
        try {
            until(() -> first.messages.size() > 500);
            two = bed.join(config, topic, topic, second);
            until(() -> GroupTestBed.share(topic, 6, List.of(one, two))
                    && one.status().assigned().size() == 3);
            until(() -> second.messages.size() > 500);
            assertThat(two.close(LIMIT)).isTrue();
            until(() -> GroupTestBed.share(topic, 6, List.of(one)));
        } finally {
            flow.close();
        }
        int count = flow.sent();
        until(() -> first.messages.size() + second.messages.size() >= count);
        assertThat(one.close(LIMIT)).isTrue();

        List<ConsumerMessage> all = new ArrayList<>(first.messages);
        all.addAll(second.messages);
        Set<String> positions = new TreeSet<>();
        all.forEach(message -> positions.add(message.position()));
        assertThat(positions).hasSize(count);
        assertThat(all).as("none twice").hasSize(count);
        assertInOrder(first.messages);
        assertInOrder(second.messages);
        assertThat(first.overlapped).isFalse();
        assertThat(one.metrics().failedCommits() + two.metrics().failedCommits())
                .isZero();
        for (int i = 0; i < 6; i++) {
            assertThat(bed.committed(topic, topic, i)).isEqualTo(bed.oracle.endOffset(topic, i));
        }
        if (!strategy.equals("range")) {
            long uninterrupted = GroupTestBed.partitions(topic, 6).stream()
                    .filter(p -> first.eventsOf(p).equals(List.of("setup", "begin", "end", "cleanup")))
                    .count();
            assertThat(uninterrupted).as("claims that never noticed").isEqualTo(3);
        }
    }

    private static void assertInOrder(Iterable<ConsumerMessage> messages) {
        Map<TopicPartition, Long> last = new HashMap<>();
        for (ConsumerMessage message : messages) {
            Long before = last.put(new TopicPartition(message.topic(), message.partition()), message.offset());
            assertThat(before == null || before < message.offset()).isTrue();
        }
    }

    @Test
    void neverHasAPartitionTwiceWhenARangeMemberJoinsACooperativeGroup() throws Exception {
        bed.oracle.createTopic("change", 6);
        RecordingHandler first = new RecordingHandler();
        ConsumerGroup both = bed.join(GroupTestBed.config(), "change", "change", first);
        until(() -> both.status().assigned().size() == 6);
        ConsumerGroup range =
                bed.join(GroupTestBed.with(BalanceStrategies.range()), "change", "change", new RecordingHandler());
        until(() -> {
            Set<TopicPartition> mine = both.status().assigned();
            Set<TopicPartition> other = range.status().assigned();
            assertThat(mine.stream().filter(p -> other.contains(p) && first.running.contains(p)))
                    .isEmpty();
            return mine.size() == 3 && other.size() == 3;
        });
    }

    @Test
    void handsOverAtOnceWhenAMemberCloses() throws Exception {
        bed.oracle.createTopic("leaves", 2);
        Config config = GroupTestBed.config();
        ConsumerGroup one = bed.join(config, "leaves", "leaves", new RecordingHandler());
        ConsumerGroup two = bed.join(config, "leaves", "leaves", new RecordingHandler());
        until(() -> GroupTestBed.share("leaves", 2, List.of(one, two))
                && one.status().assigned().size() == 1);
        long start = System.nanoTime();
        assertThat(one.close(LIMIT)).isTrue();
        until(() -> two.status().assigned().size() == 2);
        // the session would have lasted 45 s
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void goesOnWithoutAHandlerThatDoesNotReturnAndIgnoresItsLateMarks() throws Exception {
        bed.oracle.createTopic("member-stuck", 2);
        bed.oracle.send("member-stuck", 0, "a");
        bed.oracle.send("member-stuck", 1, "a");
        HeldHandler stuck = new HeldHandler(2);
        Config config = GroupTestBed.group(group -> group.withRebalance(group.rebalance()
                        .withGroupStrategies(List.of(BalanceStrategies.range()))
                        .withTimeout(Duration.ofSeconds(2)))
                .withHeartbeat(new HeartbeatConfig(Duration.ofMillis(100))));
        ConsumerGroup one = bed.join(config, "member-stuck", "member-stuck", stuck);
        stuck.awaitBegun();
        RecordingHandler other = new RecordingHandler();
        ConsumerGroup two = bed.join(config, "member-stuck", "member-stuck", other);
        until(() -> GroupTestBed.share("member-stuck", 2, List.of(one, two)) && other.messages.size() == 1);
        TopicPartition kept = one.status().assigned().iterator().next();
        TopicPartition lost = two.status().assigned().iterator().next();
        until(() -> bed.committed("member-stuck", "member-stuck", lost.partition()) == 1);
        // its own is back, but the handler that had it has not returned: no second one runs beside it
        assertThat(stuck.eventsOf(kept)).containsExactly("setup", "begin");
        stuck.release();
        until(() -> bed.committed("member-stuck", "member-stuck", kept.partition()) == 1);
        assertThat(stuck.overlapped).isFalse();
        assertThat(stuck.eventsOf(kept)).startsWith("setup", "begin", "end", "cleanup", "setup", "begin");
        until(() -> stuck.eventsOf(lost).equals(List.of("setup", "begin", "end", "cleanup")));
        assertThat(Oracle.text(other.messages.peek().value())).isEqualTo("a");
    }

    @Test
    void doesNotCallItAnOrderlyEndWhileAHandlerOfAGivenUpClaimStillRuns() throws Exception {
        bed.oracle.createTopic("member-late", 1);
        bed.oracle.send("member-late", 0, "a");
        HeldHandler stuck = new HeldHandler(1);
        Config config = GroupTestBed.group(group -> group.withRebalance(group.rebalance()
                        .withGroupStrategies(List.of(BalanceStrategies.range()))
                        .withTimeout(Duration.ofSeconds(2)))
                .withHeartbeat(new HeartbeatConfig(Duration.ofMillis(100))));
        ConsumerGroup one = bed.join(config, "member-late", "member-late", stuck);
        stuck.awaitBegun();
        bed.join(config, "member-late", "member-late", new RecordingHandler());
        until(() -> one.metrics().rebalances() >= 2);

        assertThat(one.close(Duration.ofSeconds(2))).isFalse();
        stuck.release();
    }
}
