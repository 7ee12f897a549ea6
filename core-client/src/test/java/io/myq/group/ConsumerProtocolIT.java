package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategies;
import io.myq.config.Config;
import io.myq.config.GroupConfig;
import io.myq.config.GroupProtocol;
import io.myq.group.GroupStatus.State;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is special to members of the consumer protocol (KIP-848); what both kinds do is in their common tests. */
class ConsumerProtocolIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    @RegisterExtension
    static final SharedKafka old = SharedKafka.withOldTransactions();

    private static Config consumer(UnaryOperator<GroupConfig> change) {
        return GroupTestBed.by(GroupProtocol.CONSUMER, GroupTestBed.group(change));
    }

    private static String type(Oracle oracle, String group) throws Exception {
        ConsumerGroupDescription description = oracle.admin()
                .describeConsumerGroups(List.of(group))
                .all()
                .get()
                .get(group);
        return description.type() + " " + description.partitionAssignor();
    }

    @Test
    void hasTheCoordinatorShareByTheStrategyThatWasAskedFor() throws Exception {
        bed.oracle.createTopic("server-range", 3);
        Config range = consumer(group ->
                group.withRebalance(group.rebalance().withGroupStrategies(List.of(BalanceStrategies.range()))));
        ConsumerGroup one = bed.join(range, "server-range", "server-range", new RecordingHandler());
        ConsumerGroup two = bed.join(range, "server-range", "server-range", new RecordingHandler());
        until(() -> GroupTestBed.share("server-range", 3, List.of(one, two))
                && one.status().assigned().size() * two.status().assigned().size() == 2);
        assertThat(type(bed.oracle, "server-range")).isEqualTo(GroupType.CONSUMER + " range");
        bed.oracle.createTopic("server-choice", 1);
        ConsumerGroup any =
                bed.join(consumer(group -> group), "server-choice", "server-choice", new RecordingHandler());
        until(() -> any.status().assigned().size() == 1);
        assertThat(type(bed.oracle, "server-choice")).isEqualTo(GroupType.CONSUMER + " uniform");
    }

    /** The handler that does not return costs its own partition only; that begins elsewhere when its time is over. */
    @Test
    void disturbsNoOtherClaimWhenAHandlerDoesNotReturn() throws Exception {
        bed.oracle.createTopic("held-848", 2);
        bed.oracle.send("held-848", 0, "a");
        bed.oracle.send("held-848", 1, "a");
        HeldHandler stuck = new HeldHandler(2);
        Config config = consumer(group -> group.withRebalance(group.rebalance().withTimeout(Duration.ofSeconds(2))));
        ConsumerGroup one = bed.join(config, "held-848", "held-848", stuck);
        stuck.awaitBegun();
        RecordingHandler other = new RecordingHandler();
        ConsumerGroup two = bed.join(config, "held-848", "held-848", other);
        until(() -> GroupTestBed.share("held-848", 2, List.of(one, two)) && other.messages.size() == 1);
        TopicPartition kept = one.status().assigned().iterator().next();
        TopicPartition lost = two.status().assigned().iterator().next();
        until(() -> bed.committed("held-848", "held-848", lost.partition()) == 1);
        stuck.release();
        until(() -> bed.committed("held-848", "held-848", kept.partition()) == 1);
        assertThat(stuck.eventsOf(kept)).containsExactly("setup", "begin");
        until(() -> stuck.eventsOf(lost).equals(List.of("setup", "begin", "end", "cleanup")));
        assertThat(one.status().state()).isEqualTo(State.STABLE);
    }

    /** What it had is kept for it, and others do not notice. */
    @Test
    void comesBackAsTheStaticMemberThatItWas() throws Exception {
        bed.oracle.createTopic("static-848", 4);
        Config first = consumer(group -> group.withInstanceId("first"));
        Config second = consumer(group -> group.withInstanceId("second"));
        RecordingHandler staying = new RecordingHandler();
        ConsumerGroup one = bed.join(first, "static-848", "static-848", staying);
        ConsumerGroup two = bed.join(second, "static-848", "static-848", new RecordingHandler());
        until(() -> GroupTestBed.share("static-848", 4, List.of(one, two))
                && one.status().assigned().size() == 2);
        Set<TopicPartition> had = two.status().assigned();
        long rebalances = one.metrics().rebalances();
        assertThat(two.close(LIMIT)).isTrue();
        ConsumerGroup again = bed.join(second, "static-848", "static-848", new RecordingHandler());
        until(() -> again.status().assigned().size() == 2);
        assertThat(again.status().assigned()).isEqualTo(had);
        assertThat(one.metrics().rebalances()).isEqualTo(rebalances);

        // while it lives nobody gets its name
        ConsumerGroup twin = bed.join(second, "static-848", "static-848", new RecordingHandler());
        until(() -> twin.status().lastFailure() != null);
        assertThat(twin.status().lastFailure()).hasMessageContaining("UNRELEASED_INSTANCE_ID");
        assertThat(twin.status().state()).isEqualTo(State.JOINING);
        assertThat(again.close(LIMIT)).isTrue();
        until(() -> twin.status().assigned().equals(had));
    }

    @Test
    void usesTheClassicProtocolWhereTheBrokersHaveNoOther() throws Exception {
        old.oracle().createTopic("old-brokers", 1);
        try (OpenCluster client = OpenCluster.at(old.addresses(), GroupTestBed.by(GroupProtocol.AUTO));
                ConsumerGroup group = GroupFactory.open(client.cluster, "old-brokers")) {
            group.consume(List.of("old-brokers"), new RecordingHandler());
            until(() -> group.status().assigned().size() == 1);
            assertThat(type(old.oracle(), "old-brokers")).isEqualTo(GroupType.CLASSIC + " cooperative-sticky");
        }
    }

    @Test
    void saysWhatToChangeWhereTheBrokersDoNotHaveTheProtocolThatWasAskedFor() throws Exception {
        old.oracle().createTopic("old-refusal", 1);
        try (OpenCluster client = OpenCluster.at(old.addresses(), GroupTestBed.by(GroupProtocol.CONSUMER));
                ConsumerGroup group = GroupFactory.open(client.cluster, "old-refusal")) {
            group.consume(List.of("old-refusal"), new RecordingHandler());
            until(() -> group.status().state() == State.FAILED);
            assertThat(group.status().lastFailure())
                    .hasMessageContaining("Consumer.Group.Protocol")
                    .hasMessageContaining("brokers from 4.0")
                    .hasMessageContaining("AUTO");
        }
    }
}
