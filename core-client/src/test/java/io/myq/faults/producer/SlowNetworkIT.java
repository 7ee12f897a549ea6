package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.faults.Actions;
import io.myq.faults.Direction;
import io.myq.faults.Match;
import io.myq.faults.NodeProxy;
import io.myq.faults.Rule;
import io.myq.faults.Seed;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F9: frames are late, thin, or come byte by byte. */
class SlowNetworkIT {

    private static final int PARTITIONS = 3;

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    @Test
    void keepsOrderWhenFramesAreLateByRandomTimes() throws Exception {
        long seed = Seed.next("SlowNetworkIT");
        String topic = bed.topic("late", PARTITIONS);
        for (Direction direction : Direction.values()) {
            bed.faults()
                    .add(
                            Match.of(direction),
                            Actions.delay(Duration.ofMillis(50), Duration.ofMillis(350), seed + direction.ordinal()));
        }
        try (Traffic traffic = Traffic.open("late", seed, config -> config)) {
            traffic.start(100, topic);
            traffic.awaitProgress(2_000);
            traffic.stop();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    @Test
    void sendsThroughALinkOf64KiBASecond() throws Exception {
        String topic = bed.topic("thin", PARTITIONS);
        for (NodeProxy proxy : bed.cluster().proxies()) {
            proxy.limit(Direction.REQUEST, 64 << 10);
            proxy.limit(Direction.RESPONSE, 64 << 10);
        }
        try (Traffic traffic = Traffic.open(
                "thin", config -> config.withProducer(config.producer().withBatchBytes(16_000)))) {
            long start = System.nanoTime();
            traffic.send(topic, 300, 1_000);
            traffic.awaitOutcomes();
            // 300 KB over three links, unevenly: 3 s for the fullest one
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    @Test
    void sendsLessAtATimeWhereLargeRequestsTimeOut() throws Exception {
        String topic = bed.topic("narrow", 24);
        for (NodeProxy proxy : bed.cluster().proxies()) {
            proxy.limit(Direction.REQUEST, 200_000);
        }
        try (Traffic traffic = Traffic.open(
                "narrow",
                config -> config.withNet(config.net().withReadTimeout(Duration.ofSeconds(2)))
                        .withProducer(config.producer()
                                .withTimeout(Duration.ofSeconds(1))
                                .withBatchBytes(100_000)
                                .withLinger(Duration.ofMillis(500))))) {
            // 0.8 MB for each broker: more than passes in the two seconds of a request
            traffic.send(topic, 240, 10_000);
            traffic.awaitOutcomes();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    @Test
    void understandsWhatComesByteByByte() throws Exception {
        String topic = bed.topic("sliced", PARTITIONS);
        Rule requests = bed.faults().add(Match.requests(), Actions.slice(1));
        Rule responses = bed.faults().add(Match.responses(), Actions.slice(1));
        try (Traffic traffic = Traffic.open("sliced")) {
            for (int i = 0; i < 10; i++) {
                traffic.send(topic, 10, 20);
                assertThat(traffic.producer().flush(Duration.ofSeconds(60))).isTrue();
            }
            traffic.awaitOutcomes();
            assertThat(requests.hits()).isPositive();
            assertThat(responses.hits()).isPositive();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }
}
