package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F15: a broker asks for a pause (KIP-219): nothing is sent there meanwhile, and nothing fails for it. */
class ThrottleIT {

    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    @Test
    void sendsNothingWhileABrokerAsksForAPause() throws Exception {
        String topic = bed.topic("throttled", 1);
        List<Long> requested = new CopyOnWriteArrayList<>();
        try (Traffic traffic = Traffic.open("throttled")) {
            traffic.send(topic, 10, 100);
            traffic.awaitOutcomes();
            long retries = traffic.producer().metrics().retries();
            bed.faults()
                    .add(
                            Match.requests(ApiKeys.PRODUCE).client("throttled"),
                            (passage, self) -> requested.add(System.nanoTime()));
            Rule rule = bed.faults()
                    .add(Match.responses(ApiKeys.PRODUCE).client("throttled").times(1), Actions.throttle(PAUSE));
            traffic.send(topic, 1, 100);
            traffic.awaitOutcomes();
            traffic.start(100, topic);
            traffic.awaitProgress(100);
            traffic.stop();

            assertThat(rule.hits()).isEqualTo(1);
            // longer than Net.ReadTimeout: what waits for the end of the pause is not late
            assertThat(Duration.ofNanos(requested.get(1) - requested.get(0))).isGreaterThan(PAUSE.minusMillis(100));
            // a busy machine may be late once by itself
            assertThat(traffic.producer().metrics().retries()).isLessThanOrEqualTo(retries + 1);
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    @Test
    void keepsToTheQuotaThatTheClusterGivesIt() throws Exception {
        String topic = bed.topic("quota", 1);
        bed.quota("quota", 20_000);
        List<Throttled> throttled = new CopyOnWriteArrayList<>();
        List<Long> requested = new CopyOnWriteArrayList<>();
        bed.faults()
                .add(
                        Match.requests(ApiKeys.PRODUCE).client("quota"),
                        (passage, self) -> requested.add(System.nanoTime()));
        bed.faults().add(Match.responses(ApiKeys.PRODUCE).client("quota"), (passage, self) -> {
            int millis = ((ProduceResponseData) passage.frame().body()).throttleTimeMs();
            if (millis > 0) {
                throttled.add(new Throttled(System.nanoTime(), Duration.ofMillis(millis)));
            }
        });
        try (Traffic traffic = Traffic.open("quota")) {
            // the broker counts what came in 10 s: a third more than that is allowed costs 3 s
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        traffic.send(topic, 26, 10_000);
                        traffic.awaitOutcomes();
                        return !throttled.isEmpty();
                    });
            traffic.send(topic, 1, 100);
            traffic.awaitOutcomes();

            Throttled first = throttled.get(0);
            List<Long> later = requested.stream().filter(at -> at > first.at()).toList();
            assertThat(later)
                    .isNotEmpty()
                    .allSatisfy(at -> assertThat(Duration.ofNanos(at - first.at()))
                            .isGreaterThan(first.pause().minusMillis(100)));
            // a busy machine may be late once by itself
            assertThat(traffic.producer().metrics().retries()).isLessThanOrEqualTo(1);
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    /** When a broker asked for a pause, and for how long. */
    private record Throttled(long at, Duration pause) {}
}
