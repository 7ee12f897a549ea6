package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.faults.History.Outcome;
import io.myq.faults.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F33: what is too large fails alone; its neighbours arrive, in order. */
class OversizeIT {

    private static final int TOPIC_LIMIT = 2_000;

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    /** Messages gather for a moment, so that large and small ones share batches. */
    private static Config gathering(Config config) {
        return config.withProducer(config.producer().withLinger(Duration.ofMillis(20)));
    }

    @Test
    void onlyTheMessageThatIsTooLargeForTheClientFails() throws Exception {
        String topic = bed.topic("client-limit", 2);
        try (Traffic traffic = Traffic.open(
                "client-limit",
                config -> gathering(config)
                        .withProducer(gathering(config).producer().withMaxMessageBytes(5_000)))) {
            List<Sent> culprits = mix(traffic, topic, 5_000, new Random(1));
            traffic.awaitOutcomes();

            assertOnlyFail(traffic, culprits);
            assertThat(traffic.history().lastFailure())
                    .hasMessageContaining("Producer.MaxMessageBytes (5000)")
                    .hasMessageContaining(topic);
            traffic.verdict().assertClean();
        }
    }

    @Test
    void onlyTheMessageThatIsTooLargeForItsTopicFails() throws Exception {
        String topic = bed.topic("topic-limit", 2, Map.of("max.message.bytes", "" + TOPIC_LIMIT));
        try (Traffic traffic = Traffic.open("topic-limit", OversizeIT::gathering)) {
            List<Sent> culprits = mix(traffic, topic, TOPIC_LIMIT, new Random(2));
            traffic.awaitOutcomes();

            assertOnlyFail(traffic, culprits);
            assertThat(traffic.history().lastFailure())
                    .hasMessageContaining("MESSAGE_TOO_LARGE")
                    .hasMessageContaining("max.message.bytes")
                    .hasMessageContaining(topic);
            traffic.verdict().assertClean();
        }
    }

    @Test
    void splitsBatchesThatAreTooLargeForTheirTopicAndKeepsTheOrder() throws Exception {
        String topic = bed.topic("batch-limit", 1, Map.of("max.message.bytes", "" + TOPIC_LIMIT));
        try (Traffic traffic = Traffic.open("batch-limit", OversizeIT::gathering)) {
            for (int i = 0; i < 20; i++) {
                traffic.send(topic, 100, 100);
            }
            traffic.awaitOutcomes();

            assertThat(traffic.producer().metrics().retries()).isPositive();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    /** Small messages, and now and then one above the limit. @return those above */
    private static List<Sent> mix(Traffic traffic, String topic, int limit, Random random) {
        List<Sent> culprits = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            if (i % 150 == 75) {
                culprits.add(traffic.send(0, topic, -1, limit + 100 + random.nextInt(1_000)));
            } else {
                traffic.send(0, topic, -1, 50 + random.nextInt(100));
            }
        }
        return culprits;
    }

    private static void assertOnlyFail(Traffic traffic, List<Sent> culprits) {
        assertThat(culprits).allMatch(culprit -> culprit.outcome() == Outcome.NOT_WRITTEN);
        assertThat(traffic.acknowledged())
                .as("%s", traffic.history())
                .isEqualTo(traffic.history().ended() - culprits.size());
    }
}
