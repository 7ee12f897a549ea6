package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.faults.Direction;
import io.myq.faults.History.Outcome;
import io.myq.faults.NodeProxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * F6: the time of batches is over while their bytes are on their way (CVE-2026-35554). Their memory must not be used again
 * before that: the bytes of one message would arrive as another's, in another topic.
 */
class ExpiryIT {

    private static final int BYTES = 20_000;

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    @Test
    void writesNothingWhereItDoesNotBelongWhenBatchesExpireInFlight() throws Exception {
        String[] topics = {bed.topic("expiring-a", 3), bed.topic("expiring-b", 3)};
        try (Traffic traffic = Traffic.open(
                "expiring",
                config -> config.withProducer(config.producer()
                        .withDeliveryTimeout(Duration.ofMillis(1_200))
                        .withBatchBytes(100_000)
                        .withBufferMemory(2_000_000)
                        .withMaxBlock(Duration.ofMillis(100))))) {
            traffic.send(topics[0], 10, BYTES);
            traffic.send(topics[1], 10, BYTES);
            traffic.awaitOutcomes();
            traffic.assertAllAcknowledged();
            limit(150_000);
            await().atMost(60, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        traffic.send(topics[0], 10, BYTES);
                        traffic.send(topics[1], 10, BYTES);
                        return traffic.history().count(Outcome.UNKNOWN) > 100;
                    });
            limit(Long.MAX_VALUE);
            traffic.awaitOutcomes();
            sendUntilAcknowledged(traffic, topics);
            assertThat(traffic.producer().metrics().bufferedBytes()).isZero();
            traffic.verdict().assertClean();
        }
    }

    private void limit(long bytesPerSecond) {
        for (NodeProxy proxy : bed.cluster().proxies()) {
            proxy.limit(Direction.REQUEST, bytesPerSecond);
        }
    }

    /** Both topics go on when the network does. */
    private static void sendUntilAcknowledged(Traffic traffic, String[] topics) {
        for (String topic : topics) {
            await().atMost(60, TimeUnit.SECONDS).until(() -> {
                var message = traffic.send(0, topic, -1, BYTES);
                traffic.awaitOutcomes();
                return message.outcome() == Outcome.ACKNOWLEDGED;
            });
        }
    }
}
