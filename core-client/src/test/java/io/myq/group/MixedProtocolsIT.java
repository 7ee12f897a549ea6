package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.GroupProtocol;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members of both protocols, ours and those of kafka-clients, in one group. */
class MixedProtocolsIT {

    private static final int PARTITIONS = 8;

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    private final OwnersLedger ledger = new OwnersLedger();
    private final List<Supplier<Set<TopicPartition>>> owners = new ArrayList<>();

    private ConsumerGroup ours(String topic, GroupProtocol protocol, RecordingHandler handler) throws Exception {
        ConsumerGroup member = bed.join(GroupTestBed.by(protocol), topic, topic, handler);
        owners.add(() -> member.status().assigned());
        return member;
    }

    private KafkaMember kafkas(String topic, Map<String, Object> settings) {
        KafkaMember member = new KafkaMember(bed.kafka.bootstrapServers(), topic, topic, settings, ledger);
        owners.add(() -> member.assigned);
        return member;
    }

    /** Whether each partition has one owner, and each of so many members some. */
    private boolean isShared(String topic, int members) {
        List<TopicPartition> all = new ArrayList<>();
        int owning = 0;
        for (Supplier<Set<TopicPartition>> owner : owners) {
            Set<TopicPartition> owned = owner.get();
            owning += owned.isEmpty() ? 0 : 1;
            all.addAll(owned);
        }
        return owning == members
                && all.size() == PARTITIONS
                && new TreeSet<>(all).equals(GroupTestBed.partitions(topic, PARTITIONS));
    }

    /** A classic group is upgraded by the first member of the consumer protocol, and goes on with members of both. */
    @Test
    void deliversEachMessageOnceWhileMembersOfBothProtocolsComeAndGo() throws Exception {
        String topic = "mixed-protocols";
        bed.oracle.createTopic(topic, PARTITIONS);
        List<RecordingHandler> handlers = List.of(ledger.handler(), ledger.handler());
        List<KafkaMember> kafkas = new ArrayList<>();
        Flow flow = new Flow(bed.oracle, topic, 60);
        int sent;
        try (KafkaMember theirClassic = kafkas(topic, KafkaMember.classic(CooperativeStickyAssignor.class.getName()))) {
            kafkas.add(theirClassic);
            until(() -> isShared(topic, 1) && theirClassic.positions.size() > 500);
            ConsumerGroup ourConsumer = ours(topic, GroupProtocol.CONSUMER, handlers.get(0));
            until(() -> isShared(topic, 2));
            try (KafkaMember theirConsumer = kafkas(topic, Map.of("group.protocol", "consumer"))) {
                kafkas.add(theirConsumer);
                until(() -> isShared(topic, 3));
                ConsumerGroup ourClassic = ours(topic, GroupProtocol.CLASSIC, handlers.get(1));
                until(() -> isShared(topic, 4));
                int before = flow.sent();
                until(() -> flow.sent() > before + 500);
                assertThat(ourConsumer.close(LIMIT)).isTrue();
                until(() -> isShared(topic, 3));
                assertThat(ourClassic.close(LIMIT)).isTrue();
                until(() -> isShared(topic, 2));
            }
            until(() -> isShared(topic, 1));
            flow.close();
            sent = flow.sent();
            until(() -> delivered(handlers, kafkas).size() >= sent);
        } finally {
            flow.close();
        }
        Collection<String> delivered = delivered(handlers, kafkas);
        assertThat(new TreeSet<>(delivered)).hasSize(sent);
        assertThat(ledger.conflicts).isEmpty();
        assertThat(delivered).as("none twice").hasSize(sent);
        assertThat(handlers).allSatisfy(handler -> assertThat(handler.messages).isNotEmpty());
        assertThat(kafkas).allSatisfy(member -> assertThat(member.positions).isNotEmpty());
    }

    private static Collection<String> delivered(List<RecordingHandler> handlers, List<KafkaMember> kafkas) {
        List<String> all = new ArrayList<>();
        handlers.forEach(handler ->
                handler.messages.stream().map(ConsumerMessage::position).forEach(all::add));
        kafkas.forEach(member -> all.addAll(member.positions));
        return all;
    }

    /** Which its members of the classic protocol do by what they tell each other, and brokers do not understand. */
    @Test
    void isAClassicMemberOfAGroupThatCannotBeUpgraded() throws Exception {
        String topic = "not-upgradable";
        bed.oracle.createTopic(topic, PARTITIONS);
        Map<String, Object> settings = KafkaMember.classic(TalkingRangeAssignor.class.getName());
        try (KafkaMember theirs = kafkas(topic, settings)) {
            until(() -> isShared(topic, 1) && theirs.assigned.size() == PARTITIONS);
            ConsumerGroup refused =
                    bed.join(GroupTestBed.by(GroupProtocol.CONSUMER), topic, topic, new RecordingHandler());
            until(() -> refused.status().state() == GroupStatus.State.FAILED);
            assertThat(refused.status().lastFailure())
                    .hasMessageContaining("Consumer.Group.Protocol")
                    .hasMessageContaining("custom assignor")
                    .hasMessageContaining("use another group id");
            assertThat(refused.close(LIMIT)).isFalse();
            ours(topic, GroupProtocol.AUTO, new RecordingHandler());
            until(() -> isShared(topic, 2));
        }
    }

    /** Its members tell each other something that only they understand. */
    public static final class TalkingRangeAssignor extends RangeAssignor {
        @Override
        public GroupAssignment assign(Cluster metadata, GroupSubscription subscriptions) {
            Map<String, Assignment> shares = new HashMap<>();
            super.assign(metadata, subscriptions)
                    .groupAssignment()
                    .forEach((member, share) -> shares.put(
                            member, new Assignment(share.partitions(), ByteBuffer.wrap(new byte[] {1, 2, 3}))));
            return new GroupAssignment(shares);
        }
    }
}
