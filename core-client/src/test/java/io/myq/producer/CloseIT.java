package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.config.ProducerConfig;
import io.myq.faults.Actions;
import io.myq.faults.Faults;
import io.myq.faults.Match;
import io.myq.message.ProducerMessage;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A close in the middle of anything ends in time, and reports what was not written. */
class CloseIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static final Duration TIMEOUT = Duration.ofMillis(700);

    /** For a machine that is busy with other things. */
    private static final Duration SLACK = Duration.ofSeconds(8);

    private static int topics;

    /** What goes on when the producer is closed. */
    private enum During {
        CONNECT(Match.requests(ApiKeys.API_VERSIONS)),
        PRODUCER_ID(Match.requests(ApiKeys.INIT_PRODUCER_ID)),
        NO_ANSWER(Match.responses(ApiKeys.PRODUCE)),
        RETRY(null),
        SPLIT(null),
        GATHERING(null),
        UNKNOWN_TOPIC(null);

        private final Match held;

        During(Match held) {
            this.held = held;
        }

        void begin(Faults faults) {
            if (held != null) {
                faults.add(held, Actions.hold());
            } else if (this == RETRY) {
                faults.add(Match.requests(ApiKeys.PRODUCE), Actions.refuse(Errors.NOT_ENOUGH_REPLICAS.code()));
            } else if (this == SPLIT) {
                faults.add(Match.responses(ApiKeys.PRODUCE), Actions.delay(Duration.ofMillis(30)));
            }
        }

        ProducerConfig configure(ProducerConfig config) {
            return this == GATHERING ? config.withFlush(config.flush().withFrequency(Duration.ofSeconds(60))) : config;
        }
    }

    private static ProducerHarness open(During during) {
        Config config = Config.defaults();
        return ProducerHarness.open(
                broker.proxied(),
                config.withMetadata(config.metadata().withAllowAutoTopicCreation(false))
                        .withProducer(during.configure(config.producer())));
    }

    private static String topic(During during) throws Exception {
        String topic = "closed-" + topics++;
        if (during != During.UNKNOWN_TOPIC) {
            broker.oracle()
                    .createTopic(topic, 2, 1, Map.of("max.message.bytes", during == During.SPLIT ? "1000" : "100000"));
        }
        return topic;
    }

    private static void send(ProducerHarness harness, String topic, Outcomes outcomes, int messages) {
        for (int i = 0; i < messages; i++) {
            byte[] number = Integer.toString(outcomes.sent()).getBytes();
            harness.producer().send(ProducerMessage.of(topic, number), outcomes.next());
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsInTimeAndReportsWhatWasNotWritten(During during) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String topic = topic(during);
        Outcomes outcomes = new Outcomes();
        during.begin(broker.faults());
        try (ProducerHarness harness = open(during)) {
            send(harness, topic, outcomes, 3000);
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(400)).toNanos());
            List<CompletableFuture<CloseReport>> closing = new ArrayList<>();
            long start = System.nanoTime();
            for (int thread = 0; thread < 3; thread++) {
                closing.add(
                        CompletableFuture.supplyAsync(() -> harness.producer().close(TIMEOUT)));
            }
            CloseReport report = closing.get(0).get(60, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("%s, seed %d", during, seed)
                    .isLessThan(TIMEOUT.plus(SLACK));
            for (CompletableFuture<CloseReport> other : closing) {
                assertThat(other.get(60, TimeUnit.SECONDS)).isSameAs(report);
            }
            await().atMost(30, TimeUnit.SECONDS).until(() -> outcomes.count() == outcomes.sent());
            assertThat(sum(report.notWritten())).isEqualTo(outcomes.count(Outcomes.Kind.NOT_WRITTEN));
            assertThat(sum(report.unknown())).isEqualTo(outcomes.count(Outcomes.Kind.UNKNOWN));
            assertThat(outcomes.wrong()).isEmpty();
            if (during == During.GATHERING) {
                assertThat(report.complete()).isTrue();
            } else if (during != During.SPLIT) {
                assertThat(report.complete()).as("%s", during).isFalse();
            }
            assertThat(harness.producer().metrics().waitingRecords()).isZero();
            // given back after the last callback
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> harness.producer().metrics().bufferedBytes() == 0);
        }
        broker.heal();
        if (during != During.UNKNOWN_TOPIC) {
            LogCheck.verify(broker.oracle().readAll(topic), outcomes);
        }
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void whoHasLessTimeEndsTheWaitOfTheOthers() throws Exception {
        String topic = topic(During.NO_ANSWER);
        Outcomes outcomes = new Outcomes();
        During.NO_ANSWER.begin(broker.faults());
        try (ProducerHarness harness = open(During.NO_ANSWER)) {
            send(harness, topic, outcomes, 10);
            CompletableFuture<CloseReport> patient =
                    CompletableFuture.supplyAsync(() -> harness.producer().close(Duration.ofMinutes(10)));
            await().during(Duration.ofMillis(200)).until(() -> !patient.isDone());
            long start = System.nanoTime();
            CloseReport report = harness.producer().close(Duration.ofMillis(100));
            assertThat(patient.get(30, TimeUnit.SECONDS)).isSameAs(report);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SLACK);
            assertThat(sum(report.unknown()) + sum(report.notWritten())).isEqualTo(10);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        String topic = topic(During.NO_ANSWER);
        Outcomes outcomes = new Outcomes();
        During.NO_ANSWER.begin(broker.faults());
        try (ProducerHarness harness = open(During.NO_ANSWER)) {
            send(harness, topic, outcomes, 10);
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread closing = new Thread(() -> {
                harness.producer().close(Duration.ofMinutes(10));
                flag.complete(Thread.currentThread().isInterrupted());
            });
            closing.start();
            await().atMost(30, TimeUnit.SECONDS).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
            closing.interrupt();
            assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
            await().atMost(30, TimeUnit.SECONDS).until(() -> outcomes.count() == outcomes.sent());
        }
    }
}
