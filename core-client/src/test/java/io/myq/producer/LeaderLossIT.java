package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.embedded.EmbeddedKafka;
import io.myq.message.ProducerMessage;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One of three brokers dies while it leads. */
class LeaderLossIT {

    private static EmbeddedKafka kafka;
    private static Oracle oracle;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.builder().nodes(3).start();
        oracle = new Oracle(kafka.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        oracle.close();
        kafka.close();
    }

    @Test
    void losesAndDoublesNothingWhenTheLeaderIsKilled() throws Exception {
        oracle.createTopic("led", 3, 3, Map.of("min.insync.replicas", "2"));
        Outcomes outcomes = new Outcomes();
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers())) {
            AsyncProducer producer = harness.producer();
            int killed = oracle.leader("led", 0);
            for (int i = 0; i < 100_000; i++) {
                producer.send(numbered(i), outcomes.next());
                if (i == 40_000) {
                    await().atMost(30, TimeUnit.SECONDS).until(() -> outcomes.acknowledged() > 10_000);
                    kafka.broker(killed).kill();
                }
            }
            assertThat(producer.flush(Duration.ofSeconds(90))).isTrue();
            assertThat(outcomes.acknowledged())
                    .as("last failure: %s", outcomes.lastFailure())
                    .isEqualTo(100_000);
            kafka.broker(killed).start();
            for (int i = 0; i < 10_000; i++) {
                producer.send(numbered(outcomes.sent()), outcomes.next());
            }
            assertThat(producer.flush(Duration.ofSeconds(60))).isTrue();
            assertThat(outcomes.acknowledged()).isEqualTo(110_000);
        }
        LogCheck.verify(oracle.readAll("led"), outcomes);
    }

    private static ProducerMessage numbered(int number) {
        return ProducerMessage.of(
                "led",
                Integer.toString(number % 100).getBytes(),
                Integer.toString(number).getBytes());
    }
}
