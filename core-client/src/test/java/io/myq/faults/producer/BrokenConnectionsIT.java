package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.faults.Actions;
import io.myq.faults.Direction;
import io.myq.faults.Match;
import io.myq.faults.Passage.Ending;
import io.myq.faults.Rule;
import io.myq.faults.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F10 and F11: connections that end, at any byte and at any time. */
class BrokenConnectionsIT {

    /** More than the answer to one batch has. */
    private static final int ANSWER_BYTES = 96;

    private static final int CLIENTS = 8;

    private final TestBed bed = TestBed.shared();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Traffic> open = new ArrayList<>();

    @AfterEach
    void recover() {
        threads.shutdownNow();
        open.forEach(Traffic::close);
        bed.recover();
    }

    private Traffic traffic(String run, long seed) {
        Traffic traffic = Traffic.open(
                run,
                seed,
                config -> config.withProducer(
                        config.producer().withRetry(config.producer().retry().withBackoff(Duration.ofMillis(20)))));
        open.add(traffic);
        return traffic;
    }

    @Test
    void doublesNothingAtWhicheverByteAnAnswerIsCutOff() throws Exception {
        String topic = bed.topic("cut", 1);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int first = i;
            Traffic traffic = traffic("cut-" + i, 0);
            clients.add(threads.submit(() -> {
                for (int bytes = first; bytes < ANSWER_BYTES; bytes += CLIENTS) {
                    sendAndCut(traffic, topic, bytes, Ending.values()[1 + bytes % 3]);
                }
            }));
        }
        for (Future<?> client : clients) {
            client.get(120, TimeUnit.SECONDS);
        }
        open.forEach(Traffic::assertAllAcknowledged);
        Traffic.assertClean(open);
    }

    private void sendAndCut(Traffic traffic, String topic, int bytes, Ending ending) {
        Rule rule = bed.faults()
                .add(
                        Match.responses(ApiKeys.PRODUCE)
                                .client(traffic.history().run())
                                .times(1),
                        Actions.cutAfter(bytes, ending));
        traffic.send(0, topic, -1, 50);
        traffic.send(0, topic, -1, 50);
        traffic.awaitOutcomes();
        assertThat(rule.hits()).isEqualTo(1);
        rule.close();
    }

    @Test
    void comesUpWhereverTheFirstAnswersAreCutOff() throws Exception {
        long seed = Seed.next("BrokenConnectionsIT");
        Random random = new Random(seed);
        String topic = bed.topic("cut-early", 1);
        List<Rule> rules = new ArrayList<>();
        for (ApiKeys api : List.of(ApiKeys.API_VERSIONS, ApiKeys.METADATA, ApiKeys.INIT_PRODUCER_ID)) {
            for (Ending ending : List.of(Ending.CLOSE, Ending.HALF_CLOSE, Ending.RESET)) {
                String run = "cut-" + api.name + "-" + ending;
                rules.add(bed.faults()
                        .add(
                                Match.responses(api).client(run).times(2),
                                Actions.cutAfter(random.nextInt(ANSWER_BYTES), ending)));
                traffic(run, seed).send(topic, 10, 50);
            }
        }
        for (Traffic traffic : open) {
            traffic.awaitOutcomes();
            traffic.assertAllAcknowledged();
        }
        assertThat(rules).allMatch(rule -> rule.hits() > 0);
        Traffic.assertClean(open);
    }

    @Test
    void losesAndDoublesNothingWhileEveryConnectionLivesForAMoment() throws Exception {
        long seed = Seed.next("BrokenConnectionsIT");
        String topic = bed.topic("short-lived", 3);
        Traffic traffic = traffic("short-lived", seed);
        long before = bed.cluster().proxy(1).accepted();
        bed.cluster().limitLifetimes(Duration.ofMillis(500), Duration.ofMillis(1_500), seed);
        traffic.start(100, topic);
        await().atMost(90, TimeUnit.SECONDS)
                .until(() -> bed.cluster().proxy(1).accepted() > before + 10 && traffic.acknowledged() > 3_000);
        bed.cluster().heal();
        traffic.stop();
        traffic.assertAllAcknowledged();
        traffic.verdict().assertClean();
    }

    @Test
    void repeatsRequestsThatWereCutOff() throws Exception {
        long seed = Seed.next("BrokenConnectionsIT");
        Random random = new Random(seed);
        String topic = bed.topic("cut-requests", 2);
        Traffic traffic = traffic("cut-requests", seed);
        bed.faults()
                .add(
                        Match.of(Direction.REQUEST, ApiKeys.PRODUCE)
                                .client("cut-requests")
                                .when(frame -> frame.correlationId() % 5 == 4)
                                .times(6),
                        (passage, rule) -> passage.cutAfter(random.nextInt(2_000), Ending.RESET));
        for (int i = 0; i < 40; i++) {
            traffic.send(topic, 20, 100);
            assertThat(traffic.producer().flush(Duration.ofSeconds(30))).isTrue();
        }
        traffic.awaitOutcomes();
        traffic.assertAllAcknowledged();
        traffic.verdict().assertClean();
    }
}
