package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.config.ConsumerReturnConfig;
import io.myq.config.OffsetInitial;
import io.myq.config.OutOfRangePolicy;
import io.myq.message.TopicPartition;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a group begins when it has committed nothing in a partition, or what the log no longer has (F24, F26). */
class PartitionGrowthIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    private static Config newest() {
        Config config = GroupTestBed.config();
        return config.withMetadata(config.metadata().withRefreshFrequency(Duration.ofMillis(1500)))
                .withConsumer(config.consumer()
                        .withOffsets(config.consumer().offsets().withInitial(OffsetInitial.NEWEST)));
    }

    private static Set<String> values(RecordingHandler handler) {
        return handler.messages.stream()
                .map(message -> Oracle.text(message.value()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void losesNothingOfPartitionsThatAreAddedWhileOthersWrite() throws Exception {
        String topic = "growth-running";
        bed.oracle.createTopic(topic, 1);
        bed.oracle.send(topic, 0, "before");
        RecordingHandler handler = new RecordingHandler();
        bed.join(newest(), topic, topic, handler);
        until(() -> bed.committed(topic, topic, 0) == 1);
        Set<String> sent = new TreeSet<>();
        try (KafkaProducer<byte[], byte[]> producer = bed.oracle.producer(Map.of("metadata.max.age.ms", 100))) {
            for (int i = 0; i < 300; i++) {
                if (i == 100) {
                    bed.oracle.growTo(topic, 3);
                }
                producer.send(new ProducerRecord<>(topic, Oracle.bytes("key " + i), Oracle.bytes("" + i)));
                producer.flush();
                sent.add("" + i);
            }
            // and to each of the new ones at once, before the member has heard of it
            for (int partition = 1; partition < 3; partition++) {
                bed.oracle.send(topic, partition, "to " + partition);
                sent.add("to " + partition);
            }
        }
        until(() -> handler.messages.size() >= sent.size());
        assertThat(values(handler)).isEqualTo(sent);
    }

    @Test
    void losesNothingOfPartitionsThatWereAddedWhileNoMemberWasThere() throws Exception {
        String topic = "growth-down";
        bed.oracle.createTopic(topic, 2);
        bed.oracle.send(topic, 0, "before");
        ConsumerGroup first = bed.join(newest(), topic, topic, new RecordingHandler());
        until(() -> bed.committed(topic, topic, 0) == 1 && bed.committed(topic, topic, 1) == 0);
        assertThat(first.close(LIMIT)).isTrue();
        bed.oracle.growTo(topic, 3);
        bed.oracle.send(topic, 2, "to the new one");
        bed.oracle.send(topic, 0, "to the old one");
        RecordingHandler handler = new RecordingHandler();
        bed.join(newest(), topic, topic, handler);
        until(() -> handler.messages.size() >= 2);
        assertThat(values(handler)).containsExactlyInAnyOrder("to the new one", "to the old one");
    }

    @Test
    void aNewGroupStillBeginsAtTheEnd() throws Exception {
        String topic = "growth-new";
        bed.oracle.createTopic(topic, 3);
        for (int i = 0; i < 3; i++) {
            bed.oracle.send(topic, i, "before");
        }
        RecordingHandler handler = new RecordingHandler();
        bed.join(newest(), topic, topic, handler);
        until(() -> bed.committed(topic, topic, 0) == 1
                && bed.committed(topic, topic, 1) == 1
                && bed.committed(topic, topic, 2) == 1);
        bed.oracle.send(topic, 1, "after");
        until(() -> !handler.messages.isEmpty());
        assertThat(values(handler)).containsExactly("after");
    }

    /** Committed is 8, the log has 4 to 6: what is committed goes back with what is read. */
    @Test
    void commitsWhereItGoesOnWhenTheLogEndsBefore() throws Exception {
        String topic = "growth-beyond";
        commitBeyond(topic);
        RecordingHandler handler = new RecordingHandler();
        bed.join(GroupTestBed.config(), topic, topic, handler);
        until(() -> handler.messages.size() == 2 && bed.committed(topic, topic, 0) == 6);
        assertThat(handler.messages.peek().offset()).isEqualTo(4);
    }

    @Test
    void goesToTheEndWhereThatIsWantedAndCommitsThat() throws Exception {
        String topic = "growth-latest";
        commitBeyond(topic);
        Config config = GroupTestBed.config();
        config = config.withConsumer(
                config.consumer().withOffsets(config.consumer().offsets().withOutOfRange(OutOfRangePolicy.LATEST)));
        RecordingHandler handler = new RecordingHandler();
        bed.join(config, topic, topic, handler);
        until(() -> bed.committed(topic, topic, 0) == 6);
        bed.oracle.send(topic, 0, "after");
        until(() -> bed.committed(topic, topic, 0) == 7);
        assertThat(values(handler)).containsExactly("after");
    }

    @Test
    void failsTheClaimWhenInvalidOffsetsAreNotToBeReset() throws Exception {
        String topic = "growth-error";
        commitBeyond(topic);
        Config config = GroupTestBed.group(group -> group.withResetInvalidOffsets(false));
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        RecordingHandler handler = new RecordingHandler() {
            @Override
            public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
                try {
                    super.consumeClaim(session, claim);
                } catch (io.myq.error.BrokerException e) {
                    failures.add(String.valueOf(e.getMessage()));
                    throw e;
                }
            }
        };
        config = config.withConsumer(config.consumer().withReturns(new ConsumerReturnConfig(true)));
        ConsumerGroup group = bed.join(bed.client(config), topic, topic, handler);
        until(() -> failures.size() >= 2);
        assertThat(group.errors().poll()).isNotNull().satisfies(error -> {
            assertThat(error.topicPartition()).isEqualTo(new TopicPartition(topic, 0));
            assertThat(error.cause()).hasMessage(failures.peek());
            assertThat(error.ended()).isTrue();
        });
        assertThat(failures.peek())
                .contains(new TopicPartition(topic, 0) + " at offset 8", "4 to 6", "ends 2 offsets before that");
        assertThat(handler.messages).isEmpty();
        assertThat(bed.committed(topic, topic, 0)).isEqualTo(8);
    }

    /** The group committed in a log of which an unclean election has left nothing: epoch 7 is unknown to this one. */
    @Test
    void noticesThatTheCommittedOffsetIsOfAnotherLog() throws Exception {
        String topic = "growth-epoch";
        bed.oracle.createTopic(topic, 1);
        bed.oracle.sendKeyed(topic, 1, 0, 6);
        var partition = new org.apache.kafka.common.TopicPartition(topic, 0);
        var committed = new org.apache.kafka.clients.consumer.OffsetAndMetadata(5, java.util.Optional.of(7), "");
        bed.oracle
                .admin()
                .alterConsumerGroupOffsets(topic, Map.of(partition, committed))
                .all()
                .get(60, java.util.concurrent.TimeUnit.SECONDS);
        RecordingHandler handler = new RecordingHandler();
        bed.join(GroupTestBed.config(), topic, topic, handler);
        until(() -> handler.messages.size() == 6 && bed.committed(topic, topic, 0) == 6);
        assertThat(handler.messages.peek().offset()).isZero();
    }

    private static void commitBeyond(String topic) throws Exception {
        bed.oracle.createTopic(topic, 1);
        bed.oracle.sendKeyed(topic, 1, 0, 6);
        var partition = new org.apache.kafka.common.TopicPartition(topic, 0);
        bed.oracle
                .admin()
                .alterConsumerGroupOffsets(
                        topic, Map.of(partition, new org.apache.kafka.clients.consumer.OffsetAndMetadata(8)))
                .all()
                .get(60, java.util.concurrent.TimeUnit.SECONDS);
        bed.oracle
                .admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(4)))
                .all()
                .get(60, java.util.concurrent.TimeUnit.SECONDS);
    }
}
