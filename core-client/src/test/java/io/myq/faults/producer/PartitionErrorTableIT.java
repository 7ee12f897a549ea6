package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.faults.Actions;
import io.myq.faults.History.Outcome;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.faults.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * F13 for the partitions in the answers to Metadata: every error code, each at another partition, once, three times, for ever.
 * Brokers say so mostly of a partition that nobody leads; where there is a leader all the same, messages go there.
 */
class PartitionErrorTableIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration IMPATIENCE = Duration.ofMillis(1_000);
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final int PARTITIONS = 24;
    private static final int NO_LEADER = -1;
    /** Answers that a client gets when it starts, with a few to spare. */
    private static final long A_FEW = 10;

    private final TestBed bed = TestBed.shared();
    private final ConcurrentLinkedQueue<Traffic> open = new ConcurrentLinkedQueue<>();

    @AfterEach
    void recover() {
        open.forEach(Traffic::close);
        bed.recover();
    }

    /** Codes for the partitions of a topic in so many answers, and the client that gets them. */
    private final class Case {

        private final String topic;
        private final List<Integer> codes;
        private final boolean led;
        private final Traffic traffic;
        private final Rule rule;

        /** @param led whether the leaders are told, too */
        Case(String topic, List<Integer> codes, boolean led, long times) {
            this.topic = topic;
            this.codes = codes;
            this.led = led;
            String run = topic + "-" + codes.get(0) + (led ? "-led-" : "-leaderless-")
                    + (times == FOR_EVER ? "for-ever" : times);
            boolean endsLate = !led && times == FOR_EVER;
            this.traffic = Traffic.open(run, ErrorTable.quickRetries(endsLate ? IMPATIENCE : PATIENCE));
            open.add(traffic);
            Match match = Match.responses(ApiKeys.METADATA)
                    .client(run)
                    .when(frame -> ((MetadataResponseData) frame.body())
                            .topics().stream()
                                    .anyMatch(each -> !each.partitions().isEmpty()));
            this.rule = bed.faults().add(match.times(times), Actions.edit(body -> spoil((MetadataResponseData) body)));
        }

        private void spoil(MetadataResponseData metadata) {
            metadata.topics()
                    .forEach(each -> each.partitions().forEach(partition -> {
                        int code = codes.get(partition.partitionIndex() % codes.size());
                        partition.setErrorCode((short) code);
                        if (!led) {
                            partition.setLeaderId(NO_LEADER);
                        }
                    }));
        }

        /** One message to each partition. */
        private List<Sent> send() {
            List<Sent> sent = new ArrayList<>();
            for (int partition = 0; partition < codes.size(); partition++) {
                sent.add(traffic.send(0, topic, partition, 10));
            }
            traffic.awaitOutcomes();
            return sent;
        }

        private boolean succeeds() {
            return send().stream().allMatch(message -> message.outcome() == Outcome.ACKNOWLEDGED);
        }

        /** All messages succeed in spite of it. */
        Void isOutlived(long leastAnswers, long mostAnswers) {
            assertThat(succeeds()).as("%s", traffic.history()).isTrue();
            assertThat(rule.hits()).as(traffic.history().run()).isBetween(leastAnswers, mostAnswers);
            return done();
        }

        /** All messages fail when their time is over, without a storm of requests; later ones succeed. */
        Void endsWithTheTime() {
            // on a busy machine the time of the first may be over before the client is up
            Awaitility.await().atMost(PATIENCE).until(() -> {
                assertThat(send())
                        .as(traffic.history().run())
                        .allMatch(message -> message.outcome() == Outcome.NOT_WRITTEN);
                return rule.hits() > 0;
            });
            assertThat(send()).allMatch(message -> message.outcome() == Outcome.NOT_WRITTEN);
            assertThat(rule.hits()).as(traffic.history().run()).isLessThan(ErrorTable.STORM);
            assertThat(traffic.history().lastFailure())
                    .as(traffic.history().run())
                    .hasMessageContaining(topic)
                    .hasMessageContaining("no leader");
            rule.close();
            Awaitility.await().atMost(PATIENCE).until(this::succeeds);
            return done();
        }

        private Void done() {
            rule.close();
            traffic.close();
            return null;
        }
    }

    @Test
    void everyErrorOfAPartitionWithoutLeaderIsOutlivedOrTold() throws Exception {
        String topic = bed.topic("partition-errors", PARTITIONS);
        List<Callable<?>> cases = new ArrayList<>();
        for (List<Integer> codes : portions()) {
            for (long times : new long[] {1, 3}) {
                cases.add(() -> new Case(topic, codes, false, times).isOutlived(times, times));
            }
            cases.add(() -> new Case(topic, codes, false, FOR_EVER).endsWithTheTime());
        }
        run(cases);
    }

    @Test
    void noErrorOfAPartitionWithLeaderKeepsMessagesBack() throws Exception {
        String topic = bed.topic("partition-hints", PARTITIONS);
        List<Callable<?>> cases = new ArrayList<>();
        for (List<Integer> codes : portions()) {
            cases.add(() -> new Case(topic, codes, true, FOR_EVER).isOutlived(1, A_FEW));
        }
        run(cases);
    }

    private static List<List<Integer>> portions() {
        List<Integer> codes = ErrorTable.codes();
        List<List<Integer>> portions = new ArrayList<>();
        for (int from = 0; from < codes.size(); from += PARTITIONS) {
            portions.add(codes.subList(from, Math.min(codes.size(), from + PARTITIONS)));
        }
        return portions;
    }

    private void run(List<Callable<?>> cases) throws InterruptedException {
        assertThat(ErrorTable.failures(cases)).isEmpty();
        Traffic.assertClean(open);
    }
}
