package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.faults.Direction;
import io.myq.faults.History.Outcome;
import io.myq.faults.NodeProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F38: no broker takes anything, and the application sends as fast as it can. */
class BackPressureIT {

    private static final long MEMORY = 2_000_000;
    private static final int SENDERS = 2;
    private static final int REFUSALS = 20;
    /** What a busy machine may add to a wait. */
    private static final long SLACK_MILLIS = 4_000;

    private final TestBed bed = TestBed.shared();
    private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);

    @AfterEach
    void recover() {
        threads.shutdownNow();
        bed.recover();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 200})
    void takesNoMoreMemoryAndNoMoreTimeThanItMay(long maxBlockMillis) throws Exception {
        String topic = bed.topic("pressed-" + maxBlockMillis, 3);
        try (Traffic traffic = Traffic.open(
                "pressed-" + maxBlockMillis,
                config -> config.withProducer(config.producer()
                        .withBufferMemory(MEMORY)
                        .withMaxMessageBytes(100_000)
                        .withBatchBytes(100_000)
                        .withMaxBlock(Duration.ofMillis(maxBlockMillis))))) {
            traffic.send(topic, 100, 1_000);
            traffic.awaitOutcomes();
            traffic.assertAllAcknowledged();
            bed.cluster().proxies().forEach(NodeProxy::refuse);
            bed.cluster().proxies().forEach(proxy -> bed.cluster().blackhole(proxy.node(), Direction.REQUEST));
            bed.cluster().proxies().forEach(NodeProxy::resetAll);
            press(traffic, topic, maxBlockMillis);

            assertThat(traffic.history().lastFailure())
                    .hasMessageContaining("no buffer memory")
                    .hasMessageContaining(topic)
                    .hasMessageContaining("Producer.BufferMemory");
            bed.cluster().heal();
            traffic.awaitOutcomes();
            traffic.send(topic, 100, 1_000);
            traffic.awaitOutcomes();
            assertThat(traffic.history().count(Outcome.ACKNOWLEDGED)).isGreaterThan(1_000);
            assertThat(traffic.producer().metrics().bufferedBytes()).isZero();
            traffic.verdict().assertClean();
        }
    }

    /** Sends at full rate until the memory is used up and messages have been refused. */
    private void press(Traffic traffic, String topic, long maxBlockMillis) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<Future<Long>> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i + 1;
            senders.add(threads.submit(() -> sendUntil(enough, traffic, topic, sender)));
        }
        await().atMost(60, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(5)).until(() -> {
            assertThat(traffic.producer().metrics().bufferedBytes()).isLessThanOrEqualTo(MEMORY);
            return traffic.history().count(Outcome.NOT_WRITTEN) >= REFUSALS;
        });
        enough.set(true);
        for (Future<Long> sender : senders) {
            assertThat(sender.get(30, TimeUnit.SECONDS)).isLessThan(maxBlockMillis + SLACK_MILLIS);
        }
    }

    /** @return the longest that a call took, in milliseconds */
    private static long sendUntil(AtomicBoolean enough, Traffic traffic, String topic, int sender) {
        long longest = 0;
        // refusals come fast: a hundred thousand of them prove no more than a hundred
        while (!enough.get() && traffic.history().count(Outcome.NOT_WRITTEN) < REFUSALS) {
            long start = System.nanoTime();
            traffic.send(sender, topic, -1, 1_000);
            longest = Math.max(longest, System.nanoTime() - start);
        }
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }
}
