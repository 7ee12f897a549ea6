package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.GroupProtocol;
import io.myq.consumer.Consumer;
import io.myq.consumer.ConsumerFactory;
import io.myq.consumer.PartitionConsumer;
import io.myq.group.GroupStatus.State;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The only broker dies by SIGKILL while messages flow, and comes back. */
class BrokerDeathIT {

    @RegisterExtension
    static final GroupTestBed bed = GroupTestBed.own(Map.of());

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void goesOnWithoutSkippingAndNeverCommitsUndoneWork(GroupProtocol protocol) throws Exception {
        String topic = "death-" + protocol;
        bed.oracle.createTopic(topic, 4);
        Map<Integer, Long> done = new ConcurrentHashMap<>();
        RecordingHandler handler = new RecordingHandler() {
            @Override
            void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message)
                    throws Exception {
                done.merge(message.partition(), message.offset() + 1, Math::max);
                super.handle(session, claim, message);
            }
        };
        OpenCluster client = bed.client(GroupTestBed.by(protocol));
        ConsumerGroup group = bed.join(client, topic, topic, handler);
        Flow flow = new Flow(bed.oracle, topic, 40);
        try (Consumer consumer = ConsumerFactory.open(client.cluster, "plain")) {
            PartitionConsumer plain = consumer.consumePartition(new TopicPartition(topic, 0), 0);
            until(() -> handler.messages.size() > 1000);
            bed.kafka.broker(1).kill();
            until(() -> group.status().lastFailure() != null);
            bed.kafka.broker(1).start();
            int before = handler.messages.size();
            until(() -> handler.messages.size() > before + 1000);
            assertNothingUndoneIsCommitted(topic, done);
            flow.close();

            Set<String> positions = new TreeSet<>();
            until(() -> {
                handler.messages.forEach(message -> positions.add(message.position()));
                return positions.size() == flow.sent();
            });
            until(() -> group.status().state() == State.STABLE && group.status().lastFailure() == null);
            readAll(plain, bed.oracle.endOffset(topic, 0));
        }
        assertThat(group.close(LIMIT)).isTrue();
        assertNothingUndoneIsCommitted(topic, done);
        for (int i = 0; i < 4; i++) {
            assertThat(bed.committed(topic, topic, i)).isEqualTo(bed.oracle.endOffset(topic, i));
        }
        assertThat(handler.overlapped).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void closesInTimeWhileNoBrokerIsThere(GroupProtocol protocol) throws Exception {
        String topic = "alone-" + protocol;
        bed.oracle.createTopic(topic, 1);
        bed.oracle.send(topic, 0, "a");
        HeldHandler handler = new HeldHandler(1);
        ConsumerGroup group = bed.join(GroupTestBed.by(protocol), topic, topic, handler);
        handler.awaitBegun();
        bed.kafka.broker(1).kill();
        try {
            handler.release();
            long start = System.nanoTime();
            assertThat(group.close(Duration.ofSeconds(4))).as("committed").isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            until(() -> group.status().state() == State.CLOSED);
            assertThat(group.status().commitFailure()).hasMessageContaining(topic + "-0@1");
            assertThat(handler.eventsOf(new TopicPartition(topic, 0)))
                    .containsExactly("setup", "begin", "end", "cleanup");
        } finally {
            bed.kafka.broker(1).start();
        }
    }

    private static void assertNothingUndoneIsCommitted(String topic, Map<Integer, Long> done) throws Exception {
        for (int i = 0; i < 4; i++) {
            long committed = bed.committed(topic, topic, i);
            assertThat(committed).isLessThanOrEqualTo(done.getOrDefault(i, -1L));
        }
    }

    /** Each offset once, in order, over the death of the broker. */
    private static void readAll(PartitionConsumer partition, long end) throws Exception {
        long next = 0;
        while (next < end) {
            List<ConsumerMessage> messages = partition.poll(LIMIT);
            assertThat(messages).isNotEmpty();
            for (ConsumerMessage message : messages) {
                assertThat(message.offset()).isEqualTo(next++);
            }
        }
        assertThat(partition.poll(Duration.ZERO)).isEmpty();
    }
}
