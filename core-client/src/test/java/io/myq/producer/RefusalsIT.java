package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.Config;
import io.myq.error.NotWrittenException;
import io.myq.message.Header;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.partitioner.Partitioner;
import io.myq.partitioner.Partitioners;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What cannot be written is refused with words that help, and disturbs nothing else. */
class RefusalsIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    @Test
    void saysThatATopicDoesNotExistWhenAutomaticCreationIsOff() throws Exception {
        broker.oracle().createTopic("exists", 1);
        Config config = Config.defaults();
        config = config.withMetadata(config.metadata().withAllowAutoTopicCreation(false))
                .withProducer(config.producer().withDeliveryTimeout(Duration.ofSeconds(3)));
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses(), config)) {
            CompletableFuture<RecordMetadata> missing =
                    harness.producer().send(ProducerMessage.of("misspelt", new byte[] {1}));
            assertThat(harness.sync()
                            .sendMessage(ProducerMessage.of("exists", new byte[] {1}))
                            .offset())
                    .isZero();
            assertThatThrownBy(() -> missing.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("topic 'misspelt' does not exist in the cluster at 127.0.0.1:")
                    .hasMessageContaining("automatic creation is off (Metadata.AllowAutoTopicCreation)")
                    .hasMessageContaining("Create the topic, or correct its name");
        }
    }

    @Test
    void waitsForATopicThatIsCreatedAMomentLater() throws Exception {
        Config config = Config.defaults();
        config = config.withMetadata(config.metadata().withAllowAutoTopicCreation(false));
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses(), config)) {
            List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(harness.producer().send(ProducerMessage.of("late", new byte[] {(byte) i})));
            }
            broker.oracle().createTopic("late", 1);
            for (int i = 0; i < 100; i++) {
                assertThat(futures.get(i).get(20, TimeUnit.SECONDS).offset()).isEqualTo(i);
            }
        }
    }

    @Test
    void refusesANameThatNoTopicCanHave() {
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            assertThatThrownBy(() -> harness.sync().sendMessage(ProducerMessage.of("no such name!", new byte[] {1})))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("refuses topic 'no such name!' with INVALID_TOPIC_EXCEPTION")
                    .hasMessageContaining("letters, digits");
        }
    }

    @Test
    void refusesAMessageAboveTheClientsLimit() {
        try (ProducerHarness harness =
                ProducerHarness.open(broker.addresses(), config -> config.withMaxMessageBytes(10_000))) {
            assertThatThrownBy(() -> harness.sync().sendMessage(ProducerMessage.of("any", new byte[10_001])))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("a message to topic 'any': it takes up to 100")
                    .hasMessageContaining("more than Producer.MaxMessageBytes (10000)")
                    .hasMessageContaining("raise that and the topic's max.message.bytes");
        }
    }

    @Test
    void refusesAMessageAboveTheTopicsLimitAndSendsThoseAround() throws Exception {
        broker.oracle().createTopic("small", 1, 1, Map.of("max.message.bytes", "2000"));
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                futures.add(harness.producer().send(ProducerMessage.of("small", random(i == 150 ? 5000 : 150))));
            }
            for (int i = 0; i < 300; i++) {
                CompletableFuture<RecordMetadata> future = futures.get(i);
                if (i == 150) {
                    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                            .hasCauseInstanceOf(NotWrittenException.class)
                            .hasMessageContaining("A message to small-0 is too large for broker 1 at 127.0.0.1:")
                            .hasMessageContaining("its batch has 50")
                            .hasMessageContaining("max.message.bytes");
                } else {
                    assertThat(future.get(20, TimeUnit.SECONDS).offset()).isEqualTo(i < 150 ? i : i - 1);
                }
            }
        }
        assertThat(broker.oracle().readAll("small")).hasSize(299);
    }

    private static byte[] random(int bytes) {
        byte[] value = new byte[bytes];
        new Random(bytes).nextBytes(value);
        return value;
    }

    @Test
    void splitsBatchesThatTheTopicDoesNotTakeAndKeepsTheirOrder() throws Exception {
        broker.oracle().createTopic("split", 1, 1, Map.of("max.message.bytes", "20000"));
        Outcomes outcomes = new Outcomes();
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            for (int i = 0; i < 50_000; i++) {
                harness.producer()
                        .send(ProducerMessage.of("split", Integer.toString(i).getBytes()), outcomes.next());
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(60))).isTrue();
            assertThat(outcomes.acknowledged()).as("%s", outcomes.lastFailure()).isEqualTo(50_000);
            assertThat(harness.producer().metrics().bufferedBytes()).isZero();
        }
        List<ConsumerRecord<byte[], byte[]>> log = broker.oracle().readAll("split");
        LogCheck.verify(log, outcomes);
        assertThat(log).hasSize(50_000);
    }

    @Test
    void refusesATimestampThatTheTopicDoesNotTake() throws Exception {
        broker.oracle().createTopic("timely", 1, 1, Map.of("message.timestamp.before.max.ms", "1000"));
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            assertThatThrownBy(() -> harness.sync()
                            .sendMessage(
                                    ProducerMessage.of("timely", new byte[] {1}).withTimestamp(1000)))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("INVALID_TIMESTAMP for 1 message to timely-0 from broker 1 at");
            RecordMetadata next = harness.sync().sendMessage(ProducerMessage.of("timely", new byte[] {1}));
            assertThat(next.offset()).isZero();
        }
    }

    @Test
    void refusesAfterClose() {
        ProducerHarness harness = ProducerHarness.open(broker.addresses());
        harness.close();
        assertThatThrownBy(() -> harness.producer()
                        .send(ProducerMessage.of("any", new byte[] {1}))
                        .get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NotWrittenException.class)
                .hasMessageContaining("the producer is closed");
    }

    @Test
    void refusesAMessageThatMakesNoSense() throws Exception {
        broker.oracle().createTopic("sense", 1);
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            ProducerMessage good = ProducerMessage.of("sense", new byte[] {1});
            Map<ProducerMessage, String> nonsense = Map.of(
                    ProducerMessage.of(null, new byte[] {1}), "it names no topic",
                    good.withHeader(new Header(null, new byte[] {1})), "header 0 has no name",
                    good.withTimestamp(-5), "its timestamp -5 is before 1970");
            nonsense.forEach(
                    (message, why) -> assertThatThrownBy(() -> harness.sync().sendMessage(message))
                            .isInstanceOf(NotWrittenException.class)
                            .hasMessageContaining(why));
            assertThat(harness.sync().sendMessage(good).offset()).isZero();
        }
    }

    @Test
    void failsOneMessageWhenThePartitionerThrowsOrIsWrong() throws Exception {
        broker.oracle().createTopic("chosen", 2);
        Partitioner partitioner = new Partitioner() {
            @Override
            public int partition(ProducerMessage message, int partitionCount) {
                byte choice = message.value() == null ? 0 : message.value()[0];
                if (choice == 9) {
                    throw new IllegalStateException("no idea");
                }
                return choice;
            }

            @Override
            public boolean requiresConsistency(ProducerMessage message) {
                if (message.value() != null && message.value()[0] == 8) {
                    throw new IllegalStateException("cannot say");
                }
                return true;
            }

            @Override
            public String toString() {
                return "mine";
            }
        };
        try (ProducerHarness harness =
                ProducerHarness.open(broker.addresses(), config -> config.withPartitioner(topic -> partitioner))) {
            SyncProducer producer = harness.sync();
            // the topic's first message: it waits for the topic to be known, and its failure must not hold up the
            // others
            assertThatThrownBy(() -> producer.sendMessage(ProducerMessage.of("chosen", new byte[] {8})))
                    .hasMessageContaining("the partitioner mine threw for topic 'chosen'")
                    .hasMessageContaining("cannot say");
            assertThatThrownBy(() -> producer.sendMessage(ProducerMessage.of("chosen", new byte[] {9})))
                    .hasMessageContaining("the partitioner mine threw for topic 'chosen'")
                    .hasMessageContaining("no idea");
            assertThatThrownBy(() -> producer.sendMessage(ProducerMessage.of("chosen", new byte[] {5})))
                    .hasMessageContaining("the partitioner mine chose 5 of the 2 partitions of topic 'chosen'");
            assertThat(producer.sendMessage(ProducerMessage.of("chosen", new byte[] {1}))
                            .partition())
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesAPartitionThatDoesNotExist() throws Exception {
        broker.oracle().createTopic("two", 2);
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            ProducerMessage message = ProducerMessage.of("two", new byte[] {1});
            for (int partition : new int[] {2, Integer.MAX_VALUE, -2, Integer.MIN_VALUE}) {
                assertThatThrownBy(() -> harness.sync().sendMessage(message.withPartition(partition)))
                        .isInstanceOf(NotWrittenException.class)
                        .hasMessageContaining("topic 'two' has no partition " + partition + "; it has 2, from 0 to 1");
            }
            assertThat(harness.sync().sendMessage(message.withPartition(1)).partition())
                    .isEqualTo(1);
        }
    }

    @Test
    void waitsForEverWhereThatIsWhatACallerSays() throws Exception {
        broker.oracle().createTopic("ever", 1);
        Duration ever = Duration.ofMillis(Long.MAX_VALUE);
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            ProducerMessage message = ProducerMessage.of("ever", new byte[] {1});
            assertThat(harness.sync().sendMessage(message, ever).offset()).isZero();
            assertThat(harness.producer()
                            .send(message, ever)
                            .get(30, TimeUnit.SECONDS)
                            .offset())
                    .isEqualTo(1);
            assertThat(harness.producer().flush(ever)).isTrue();
            assertThat(harness.producer().close(ever).complete()).isTrue();
        }
    }

    @Test
    void refusesATimeThatIsNegative() throws Exception {
        broker.oracle().createTopic("negative", 1);
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            ProducerMessage message = ProducerMessage.of("negative", new byte[] {1});
            Duration negative = Duration.ofSeconds(-1);
            assertThat(harness.producer().send(message, negative))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("the time of this call is negative (PT-1S)");
            assertThatThrownBy(() -> harness.sync().sendMessage(message, negative))
                    .isInstanceOf(NotWrittenException.class);
            assertThat(harness.sync().sendMessage(message).offset()).isZero();
        }
    }

    @Test
    void aPartitionerThatCannotBeMadeFailsTheMessagesOfItsTopicAlone() throws Exception {
        broker.oracle().createTopic("made", 1);
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(),
                config -> config.withPartitioner(topic -> {
                    if (topic.equals("unmade")) {
                        throw new NoClassDefFoundError("no rule for " + topic);
                    }
                    if (topic.equals("none")) {
                        return null;
                    }
                    return Partitioners.MURMUR2.create(topic);
                }))) {
            assertThatThrownBy(() -> harness.sync().sendMessage(ProducerMessage.of("unmade", new byte[] {1})))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("a message to topic 'unmade': the partitioner of its topic cannot be made")
                    .hasMessageContaining("no rule for unmade");
            assertThatThrownBy(() -> harness.sync().sendMessage(ProducerMessage.of("none", new byte[] {1})))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("Producer.Partitioner made none");
            assertThat(harness.sync()
                            .sendMessage(ProducerMessage.of("made", new byte[] {1}))
                            .offset())
                    .isZero();
        }
    }

    @Test
    void whatAnInterceptorMakesOfAMessageIsCheckedLikeAnyOther() throws Exception {
        broker.oracle().createTopic("changed", 1);
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(),
                config -> config.withMaxMessageBytes(1000)
                        .withInterceptors(List.of(message -> switch (message.topic()) {
                            case "to-null" -> ProducerMessage.of(null, message.value());
                            case "to-large" -> ProducerMessage.of("changed", new byte[2000]);
                            default -> ProducerMessage.of("changed", message.value());
                        })))) {
            SyncProducer producer = harness.sync();
            assertThatThrownBy(() -> producer.sendMessage(ProducerMessage.of("to-null", new byte[] {1})))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("it names no topic");
            assertThatThrownBy(() -> producer.sendMessage(ProducerMessage.of("to-large", new byte[] {1})))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("Producer.MaxMessageBytes (1000)");
            assertThat(producer.sendMessage(ProducerMessage.of("anything", new byte[] {1}))
                            .topic())
                    .isEqualTo("changed");
        }
    }
}
