package io.myq.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.NotWrittenException;
import io.myq.error.OutcomeUnknownException;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The only broker dies, hangs, or is not there. */
class BrokerLossIT {

    private static EmbeddedKafka kafka;
    private static Oracle oracle;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.builder().start();
        oracle = new Oracle(kafka.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        oracle.close();
        kafka.close();
    }

    @Test
    void losesAndDoublesNothingWhenTheBrokerIsKilledAndRestarted() throws Exception {
        oracle.createTopic("killed", 3);
        Outcomes outcomes = new Outcomes();
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers())) {
            AsyncProducer producer = harness.producer();
            for (int i = 0; i < 100_000; i++) {
                producer.send(numbered("killed", i), outcomes.next());
                if (i == 40_000) {
                    await().until(() -> outcomes.acknowledged() > 10_000);
                    kafka.broker(1).kill();
                } else if (i == 60_000) {
                    kafka.broker(1).start();
                }
            }
            assertThat(producer.flush(Duration.ofSeconds(60))).isTrue();
            assertThat(outcomes.acknowledged())
                    .as("last failure: %s", outcomes.lastFailure())
                    .isEqualTo(100_000);
        }
        LogCheck.verify(oracle.readAll("killed"), outcomes);
    }

    private static ProducerMessage numbered(String topic, int number) {
        return ProducerMessage.of(
                topic,
                Integer.toString(number % 100).getBytes(UTF_8),
                Integer.toString(number).getBytes(UTF_8));
    }

    @Test
    void saysUnknownWhenTheBrokerHangsPastTheDeliveryTimeoutAndGoesOnAfterwards() throws Exception {
        oracle.createTopic("hanging", 2);
        Outcomes outcomes = new Outcomes();
        Config config = Config.defaults();
        config = config.withNet(config.net().withReadTimeout(Duration.ofSeconds(4)))
                .withProducer(config.producer()
                        .withTimeout(Duration.ofSeconds(2))
                        .withDeliveryTimeout(Duration.ofSeconds(3)));
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers(), config)) {
            AsyncProducer producer = harness.producer();
            sendAndFlush(producer, outcomes, 1000);
            kafka.broker(1).pause();
            try {
                for (int i = 0; i < 1000; i++) {
                    producer.send(numbered("hanging", outcomes.sent()), outcomes.next());
                }
                await().atMost(20, TimeUnit.SECONDS).until(() -> outcomes.count() == 2000);
            } finally {
                kafka.broker(1).resume();
            }
            assertThat(outcomes.count(Outcomes.Kind.UNKNOWN)).isPositive();
            assertThat(outcomes.acknowledged()).isEqualTo(1000);
            await().atMost(60, TimeUnit.SECONDS).until(() -> {
                long before = outcomes.acknowledged();
                sendAndFlush(producer, outcomes, 10);
                return outcomes.acknowledged() == before + 10;
            });
            sendAndFlush(producer, outcomes, 5000);
            assertThat(outcomes.kind(outcomes.sent() - 1)).isEqualTo(Outcomes.Kind.ACKNOWLEDGED);
        }
        LogCheck.verify(oracle.readAll("hanging"), outcomes);
    }

    private static void sendAndFlush(AsyncProducer producer, Outcomes outcomes, int messages)
            throws InterruptedException {
        for (int i = 0; i < messages; i++) {
            producer.send(numbered("hanging", outcomes.sent()), outcomes.next());
        }
        assertThat(producer.flush(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void namesTheBrokerWhenNoAnswerCame() throws Exception {
        oracle.createTopic("unanswered", 1);
        String address = kafka.bootstrapServers();
        try (ProducerHarness harness =
                ProducerHarness.open(address, config -> config.withDeliveryTimeout(Duration.ofSeconds(2)))) {
            harness.sync().sendMessage(ProducerMessage.of("unanswered", new byte[] {0}));
            kafka.broker(1).pause();
            try {
                assertThatThrownBy(() -> harness.sync().sendMessage(ProducerMessage.of("unanswered", new byte[] {1})))
                        .isInstanceOf(OutcomeUnknownException.class)
                        .hasMessageContaining("1 message to unanswered-0 (broker 1 at " + address
                                + ") may be written or not: sent once")
                        .hasMessageContaining("no answer came after Producer.DeliveryTimeout (2000 ms)")
                        .hasMessageContaining("Sending again may double them");
            } finally {
                kafka.broker(1).resume();
            }
        }
    }

    @Test
    void keepsTheDeadlineOfAPartitionWhoseBrokerHangsOverAnotherOne() throws Exception {
        oracle.createTopic("quiet", 2);
        try (ProducerHarness harness = ProducerHarness.open(
                kafka.bootstrapServers(), config -> config.withDeliveryTimeout(Duration.ofSeconds(2)))) {
            ProducerMessage message = ProducerMessage.of("quiet", new byte[] {0});
            harness.sync().sendMessage(message.withPartition(0));
            kafka.broker(1).pause();
            try {
                harness.producer().send(message.withPartition(0));
                await().until(() -> harness.producer().metrics().requests() == 2);
                CompletableFuture<RecordMetadata> other = harness.producer().send(message.withPartition(1));
                assertThatThrownBy(() -> other.get(8, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(NotWrittenException.class)
                        .hasMessageContaining(
                                "1 message to quiet-1 (broker 1 at " + kafka.bootstrapServers() + "), never sent in 2");
            } finally {
                kafka.broker(1).resume();
            }
        }
    }

    @Test
    void namesTheAddressWhenTheBrokerGoesAwayAndStaysAway() throws Exception {
        oracle.createTopic("gone", 1);
        String address = kafka.bootstrapServers();
        try (ProducerHarness harness =
                ProducerHarness.open(address, config -> config.withDeliveryTimeout(Duration.ofSeconds(3)))) {
            harness.sync().sendMessage(ProducerMessage.of("gone", new byte[] {0}));
            kafka.broker(1).kill();
            try {
                // whatever was in flight with the connection is over: nothing of this message can have left
                await().until(() -> !harness.cluster().status().reachable());
                assertThatThrownBy(() -> harness.sync().sendMessage(ProducerMessage.of("gone", new byte[] {1})))
                        .isInstanceOf(NotWrittenException.class)
                        .hasMessageContaining(
                                "Not written: 1 message to gone-0 (broker 1 at " + address + "), never sent")
                        .hasMessageContaining("given up after Producer.DeliveryTimeout (3000 ms)")
                        .hasMessageContaining("refused");
            } finally {
                kafka.broker(1).start();
            }
            RecordMetadata metadata = harness.sync().sendMessage(ProducerMessage.of("gone", new byte[] {2}));
            assertThat(metadata.offset()).isEqualTo(1);
        }
    }

    @Test
    void namesTheAddressWhenThereNeverWasABroker() {
        try (ProducerHarness harness =
                ProducerHarness.open("localhost:1", config -> config.withDeliveryTimeout(Duration.ofSeconds(2)))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> harness.sync().sendMessage(ProducerMessage.of("nowhere", new byte[] {1})))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("nothing was learned of topic 'nowhere' from localhost:1")
                    .hasMessageContaining("Producer.DeliveryTimeout (2000 ms)")
                    .hasMessageContaining("refused");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(8));
        }
    }

    @Test
    void reportsWhatCouldNotBeSentWhenItCloses() throws Exception {
        oracle.createTopic("closing", 1);
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers())) {
            harness.sync().sendMessage(ProducerMessage.of("closing", new byte[] {0}));
            kafka.broker(1).pause();
            try {
                CompletableFuture<RecordMetadata> sent =
                        harness.producer().send(ProducerMessage.of("closing", new byte[] {1}));
                CompletableFuture<RecordMetadata> waiting =
                        harness.producer().send(ProducerMessage.of("never-known", new byte[] {2}));
                long start = System.nanoTime();
                CloseReport report = harness.producer().close(Duration.ofSeconds(2));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
                assertThat(report.complete()).isFalse();
                assertThat(report.unknown()).hasSize(1).containsValue(1L);
                assertThat(report.notWritten()).containsOnlyKeys(new io.myq.message.TopicPartition("never-known", -1));
                assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(OutcomeUnknownException.class)
                        .hasMessageContaining("no answer came before the producer was closed");
                assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(NotWrittenException.class)
                        .hasMessageContaining("was not sent before the producer was closed");
                assertThat(harness.producer().close(Duration.ZERO)).isSameAs(report);
            } finally {
                kafka.broker(1).resume();
            }
        }
    }
}
