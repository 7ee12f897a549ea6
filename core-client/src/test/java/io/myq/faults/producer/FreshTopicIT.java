package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.faults.Actions;
import io.myq.faults.Frame;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import java.time.Duration;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A broker that does not lead a new partition yet refuses the first batch, and would take the second. */
class FreshTopicIT {

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    @Test
    void isNotJammedWhenTheVeryFirstBatchIsRefused() throws Exception {
        String topic = bed.topic("fresh", 1);
        Rule refusal = bed.faults()
                .add(
                        Match.requests(ApiKeys.PRODUCE).client("fresh").times(1),
                        Actions.refuse(Errors.NOT_LEADER_OR_FOLLOWER.code()));
        try (Traffic traffic = Traffic.open(
                "fresh", config -> config.withProducer(config.producer().withBatchBytes(4_000)))) {
            long start = System.nanoTime();
            traffic.send(topic, 500, 300);
            assertThat(traffic.producer().flush(Duration.ofSeconds(60))).isTrue();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(refusal.hits()).isEqualTo(1);
            traffic.awaitOutcomes();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    @Test
    void keepsOrderWhenABatchInTheMiddleOfFiveIsRefused() throws Exception {
        String topic = bed.topic("middle", 1);
        Rule refusals = bed.faults()
                .add(
                        Match.requests(ApiKeys.PRODUCE).client("middle").when(FreshTopicIT::isEverySeventh),
                        Actions.refuse(Errors.NOT_ENOUGH_REPLICAS.code()));
        try (Traffic traffic = Traffic.open(
                "middle", config -> config.withProducer(config.producer().withBatchBytes(4_000)))) {
            traffic.send(topic, 2_000, 300);
            assertThat(traffic.producer().flush(Duration.ofSeconds(60))).isTrue();

            assertThat(refusals.hits()).isPositive();
            traffic.awaitOutcomes();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    /** Correlation ids count the requests of a connection. */
    private static boolean isEverySeventh(Frame frame) {
        return frame.correlationId() % 7 == 6;
    }
}
