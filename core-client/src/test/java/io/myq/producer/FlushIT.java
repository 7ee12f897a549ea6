package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.myq.config.FlushConfig;
import io.myq.config.ProducerConfig;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.message.ProducerMessage;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What makes messages go: {@code Producer.Flush} and {@code Producer.Linger}, over a broker's partitions. */
class FlushIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static final Duration LONG = Duration.ofSeconds(90);
    private static int topics;

    private final Outcomes outcomes = new Outcomes();
    private Requests requests;
    private String topic;

    @BeforeEach
    void prepare() throws Exception {
        topic = "flush-" + topics++;
        broker.oracle().createTopic(topic, 4);
    }

    /** A producer that has written one message to each partition, so that nothing but the rules decides what goes when. */
    private ProducerHarness open(UnaryOperator<ProducerConfig> change) throws InterruptedException {
        ProducerHarness harness = ProducerHarness.open(broker.proxied(), change);
        for (int partition = 0; partition < 4; partition++) {
            send(harness, partition, 1);
        }
        assertThat(harness.producer().flush(Duration.ofSeconds(30))).isTrue();
        requests = new Requests(broker.faults());
        return harness;
    }

    private ProducerHarness flushing(UnaryOperator<FlushConfig> change) throws InterruptedException {
        return open(config -> config.withFlush(change.apply(config.flush())));
    }

    private void send(ProducerHarness harness, int partition, int bytes) {
        harness.producer().send(ProducerMessage.of(topic, new byte[bytes]).withPartition(partition), outcomes.next());
    }

    private void awaitAll() {
        await().atMost(30, TimeUnit.SECONDS).until(() -> outcomes.acknowledged() == outcomes.sent());
    }

    private void assertThatNothingGoes() {
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(10)).until(() -> requests.count() == 0);
    }

    @Test
    void sendsWhenTheBrokersPartitionsHaveEnoughMessagesTogether() throws Exception {
        try (ProducerHarness harness =
                flushing(flush -> flush.withMessages(10).withFrequency(LONG).withMaxMessages(1000))) {
            for (int i = 0; i < 9; i++) {
                send(harness, i % 4, 10);
            }
            assertThatNothingGoes();
            send(harness, 3, 10);
            awaitAll();
            assertThat(requests.messages()).containsExactly(10);
            send(harness, 0, 10);
            requests.forget();
            assertThatNothingGoes();
        }
    }

    @Test
    void sendsWhenTheBrokersPartitionsHaveEnoughBytesTogether() throws Exception {
        try (ProducerHarness harness = flushing(flush -> flush.withBytes(20_000).withFrequency(LONG))) {
            for (int i = 0; i < 9; i++) {
                send(harness, i % 4, 2000);
            }
            assertThatNothingGoes();
            send(harness, 2, 2000);
            awaitAll();
            assertThat(requests.messages()).containsExactly(10);
        }
    }

    @Test
    void sendsEverythingOfTheBrokerWhenTheTimeOfItsFirstMessageIsOver() throws Exception {
        try (ProducerHarness harness = flushing(flush -> flush.withFrequency(Duration.ofMillis(1500)))) {
            long start = System.nanoTime();
            send(harness, 0, 10);
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            send(harness, 1, 10);
            send(harness, 2, 10);
            awaitAll();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1400));
            assertThat(requests.messages()).containsExactly(3);
        }
    }

    @Test
    void sendsLeftoversAfterASecondWhereNoFrequencyIsSet() throws Exception {
        try (ProducerHarness harness =
                flushing(flush -> flush.withMessages(1000).withBytes(1_000_000))) {
            for (int round = 0; round < 2; round++) {
                long start = System.nanoTime();
                send(harness, 0, 10);
                send(harness, 1, 10);
                awaitAll();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
            }
            assertThat(requests.messages()).containsExactly(2, 2);
        }
    }

    @Test
    void flushAndCloseAndAFullBatchWaitForNoTrigger() throws Exception {
        try (ProducerHarness harness = open(config -> config.withBatchBytes(10_000)
                .withFlush(config.flush().withMessages(1_000_000).withFrequency(LONG)))) {
            send(harness, 0, 10);
            assertThat(harness.producer().flush(Duration.ofSeconds(30))).isTrue();
            assertThat(outcomes.acknowledged()).isEqualTo(outcomes.sent());
            // the second does not fit with the first
            send(harness, 1, 6000);
            send(harness, 1, 6000);
            await().atMost(30, TimeUnit.SECONDS).until(() -> outcomes.acknowledged() == outcomes.sent() - 1);
            send(harness, 2, 10);
            assertThat(harness.producer().close(Duration.ofSeconds(30)).complete())
                    .isTrue();
            assertThat(outcomes.acknowledged()).isEqualTo(outcomes.sent());
        }
    }

    @Test
    void nothingGathersWhileSomebodyWaitsForMemory() throws Exception {
        try (ProducerHarness harness = open(config -> config.withBufferMemory(200_000)
                .withMaxMessageBytes(50_000)
                .withMaxBlock(Duration.ofSeconds(60))
                .withFlush(config.flush().withBytes(10_000_000).withFrequency(LONG)))) {
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                send(harness, i % 4, 10_000);
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(30))).isTrue();
            assertThat(outcomes.acknowledged()).isEqualTo(outcomes.sent());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(45));
        }
    }

    @Test
    void putsNoMoreThanMaxMessagesIntoARequest() throws Exception {
        try (ProducerHarness harness = flushing(flush -> flush.withMaxMessages(7))) {
            for (int i = 0; i < 500; i++) {
                send(harness, i % 3, 10);
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(30))).isTrue();
            assertThat(outcomes.acknowledged()).isEqualTo(outcomes.sent());
            assertThat(requests.messages()).allMatch(messages -> messages <= 7).contains(7);
        }
    }

    @Test
    void countsAnewAfterEveryFlushWithMaxMessages() throws Exception {
        try (ProducerHarness harness =
                flushing(flush -> flush.withMessages(5).withMaxMessages(5).withFrequency(LONG))) {
            for (int i = 0; i < 23; i++) {
                send(harness, 1, 10);
            }
            await().atMost(30, TimeUnit.SECONDS).until(() -> outcomes.acknowledged() == outcomes.sent() - 3);
            await().during(Duration.ofMillis(300)).until(() -> outcomes.acknowledged() == outcomes.sent() - 3);
            assertThat(requests.messages()).containsExactly(5, 5, 5, 5);
        }
    }

    @Test
    void allThatGathersGoesWithTheFirstThatHasLingered() throws Exception {
        try (ProducerHarness harness = open(config -> config.withLinger(Duration.ofMillis(1200)))) {
            long start = System.nanoTime();
            send(harness, 0, 10);
            await().pollDelay(Duration.ofMillis(400)).until(() -> true);
            send(harness, 0, 10);
            send(harness, 1, 10);
            awaitAll();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1100));
            assertThat(requests.all()).hasSize(1);
            assertThat(requests.all().get(0))
                    .extracting(Requests.Batch::partition, Requests.Batch::messages)
                    .containsExactlyInAnyOrder(tuple(0, 2), tuple(1, 1));
        }
    }

    @Test
    void withoutLingerABatchGoesBesideOthersInFlight() throws Exception {
        try (ProducerHarness harness = open(config -> config.withLinger(Duration.ZERO))) {
            assertThat(requestsWhileNoneIsAnswered(harness, 5)).isEqualTo(5);
        }
    }

    @Test
    void byDefaultABatchGrowsWhileAnotherIsInFlight() throws Exception {
        try (ProducerHarness harness = open(config -> config)) {
            assertThat(requestsWhileNoneIsAnswered(harness, 1)).isEqualTo(1);
            assertThat(requests.messages()).containsExactly(1, 7);
        }
    }

    private int requestsWhileNoneIsAnswered(ProducerHarness harness, int expected) {
        Rule hold = broker.faults().add(Match.responses(ApiKeys.PRODUCE), Actions.hold());
        int held;
        try {
            for (int i = 1; i <= 8; i++) {
                send(harness, 0, 10);
                int most = Math.min(i, expected);
                await().atMost(30, TimeUnit.SECONDS).until(() -> requests.count() >= most);
            }
            await().during(Duration.ofMillis(300)).until(() -> requests.count() >= expected);
            held = requests.count();
        } finally {
            hold.close();
        }
        awaitAll();
        return held;
    }

    @Test
    void strandsNothingWhateverIsSet() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 8; run++) {
            FlushConfig flush = FlushConfig.defaults()
                    .withBytes(random.nextInt(3) * 3000)
                    .withMessages(random.nextInt(3) * 20)
                    .withFrequency(Duration.ofMillis(random.nextInt(2) * 40))
                    .withMaxMessages(random.nextInt(2) * 50);
            Duration linger = random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(3) * 10);
            Outcomes sent = new Outcomes();
            try (ProducerHarness harness = ProducerHarness.open(
                    broker.proxied(),
                    config -> config.withFlush(flush).withLinger(linger).withBufferMemory(2_000_000))) {
                List<CompletableFuture<Void>> senders = new ArrayList<>();
                for (int thread = 0; thread < 3; thread++) {
                    Random own = new Random(random.nextLong());
                    senders.add(CompletableFuture.runAsync(() -> sendInBursts(harness, sent, own)));
                }
                senders.forEach(CompletableFuture::join);
                await().alias("seed " + seed + ", " + flush + ", linger " + linger)
                        .atMost(30, TimeUnit.SECONDS)
                        .until(() -> sent.acknowledged() == sent.sent());
            }
        }
    }

    private void sendInBursts(ProducerHarness harness, Outcomes sent, Random random) {
        for (int burst = 0; burst < 15; burst++) {
            for (int i = random.nextInt(200); i > 0; i--) {
                harness.producer()
                        .send(
                                ProducerMessage.of(topic, new byte[random.nextInt(300)])
                                        .withPartition(random.nextInt(4)),
                                sent.next());
            }
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(30)).toNanos());
        }
    }
}
