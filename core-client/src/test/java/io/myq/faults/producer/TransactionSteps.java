package io.myq.faults.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.config.RetryConfig;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Direction;
import io.myq.faults.Match;
import io.myq.faults.Passage;
import io.myq.faults.Rule;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import io.myq.producer.SyncProducer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * F28 at each step of a transaction: the request or its answer is lost with the connection, the coordinator moves away and
 * back, or is killed. Judged by what kafka-clients reads with read_committed: the committed messages, once, in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactionSteps {

    private final TestBed bed = TestBed.shared();

    abstract int transactionVersion();

    @BeforeAll
    void choose() throws Exception {
        bed.transactionVersion(transactionVersion());
        // the topics of transactions and groups are created by the first who needs them
        String topic = bed.topic("warm", 1);
        AtomicInteger attempts = new AtomicInteger();
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> {
            String id = "warm-v" + transactionVersion() + "-" + attempts.incrementAndGet();
            Rule older = bed.faults()
                    .add(Match.requests(ApiKeys.ADD_PARTITIONS_TO_TXN).client(id), (passage, rule) -> {});
            try (MyqClient client = open(id)) {
                transact(client.syncProducer(), topic, 0, "warm", Map.of(new TopicPartition(topic, 0), offset(1)), id);
            }
            return older.hits() > 0 == transactionVersion() < 2;
        });
    }

    @AfterAll
    void restore() throws Exception {
        bed.transactionVersion(2);
    }

    @AfterEach
    void recover() {
        bed.recover();
    }

    private MyqClient open(String id) {
        Config config = Config.defaults();
        RetryConfig retry = new RetryConfig(1000, Duration.ofMillis(20), Duration.ofMillis(300), null);
        return MyqClient.open(
                List.of(bed.cluster().bootstrapServers().split(",")),
                config.withClientId(id)
                        .withNet(config.net().withReadTimeout(Duration.ofSeconds(2)))
                        .withProducer(config.producer()
                                .withTransaction(config.producer()
                                        .transaction()
                                        .withId(id)
                                        .withRetry(retry))));
    }

    private static OffsetAndMetadata offset(long offset) {
        return OffsetAndMetadata.of(offset);
    }

    private static void send(SyncProducer producer, String topic, int partition, String value) {
        producer.sendMessage(ProducerMessage.of(topic, value.getBytes(UTF_8)).withPartition(partition));
    }

    private static void transact(
            SyncProducer producer,
            String topic,
            int partition,
            String value,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            String group) {
        producer.beginTxn();
        send(producer, topic, partition, value);
        if (!offsets.isEmpty()) {
            producer.addOffsetsToTxn(offsets, group);
        }
        producer.commitTxn();
    }

    private static void transact(SyncProducer producer, String topic, String value) {
        transact(producer, topic, 0, value, Map.of(), "none");
    }

    private static void abort(SyncProducer producer, String topic, int partition) {
        producer.beginTxn();
        send(producer, topic, partition, "aborted");
        producer.abortTxn();
    }

    private Map<Integer, List<String>> committed(String topic) {
        return CommittedLog.read(bed.kafka().bootstrapServers(), topic);
    }

    /** When in the life of a producer a rule begins: at its opening, before it commits, before it aborts. */
    private enum Moment {
        OPENING,
        COMMIT,
        ABORT
    }

    /** What is lost with the connection: the first of these requests from that moment on, or its answer. */
    private record Loss(Moment moment, ApiKeys api, Direction direction) {
        @Override
        public String toString() {
            return api.name + "-" + moment + "-" + direction;
        }
    }

    private List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            losses.add(new Loss(Moment.OPENING, ApiKeys.INIT_PRODUCER_ID, direction));
            losses.add(new Loss(Moment.COMMIT, ApiKeys.PRODUCE, direction));
            losses.add(new Loss(Moment.COMMIT, ApiKeys.TXN_OFFSET_COMMIT, direction));
            losses.add(new Loss(Moment.COMMIT, ApiKeys.END_TXN, direction));
            losses.add(new Loss(Moment.ABORT, ApiKeys.PRODUCE, direction));
            losses.add(new Loss(Moment.ABORT, ApiKeys.END_TXN, direction));
            if (transactionVersion() < 2) {
                losses.add(new Loss(Moment.COMMIT, ApiKeys.ADD_PARTITIONS_TO_TXN, direction));
                losses.add(new Loss(Moment.COMMIT, ApiKeys.ADD_OFFSETS_TO_TXN, direction));
                // the next epoch after an abort
                losses.add(new Loss(Moment.ABORT, ApiKeys.INIT_PRODUCER_ID, direction));
            }
        }
        return losses;
    }

    /** One producer that meets one loss. */
    private final class Case {

        private final Loss loss;
        private final String topic;
        private final int partition;
        private final String id;
        private @Nullable Rule rule;

        Case(Loss loss, String topic, int partition) {
            this.loss = loss;
            this.topic = topic;
            this.partition = partition;
            this.id = "v" + transactionVersion() + "-" + loss;
        }

        private void at(Moment moment) {
            if (moment == loss.moment()) {
                rule = bed.faults()
                        .add(
                                Match.of(loss.direction(), loss.api())
                                        .client(id)
                                        .times(1),
                                Actions.cutAfter(0, Passage.Ending.RESET));
            }
        }

        Void isOutlived() throws Exception {
            TopicPartition input = new TopicPartition(topic, partition);
            at(Moment.OPENING);
            try (MyqClient client = open(id)) {
                SyncProducer producer = client.syncProducer();
                transact(producer, topic, partition, "before", Map.of(input, offset(1)), id);
                at(Moment.COMMIT);
                transact(producer, topic, partition, "kept", Map.of(input, offset(2)), id);
                at(Moment.ABORT);
                abort(producer, topic, partition);
                transact(producer, topic, partition, "after", Map.of(), id);
            }
            assertThat(rule).as(id).isNotNull().extracting(Rule::hits).isEqualTo(1L);
            await(id).atMost(Duration.ofSeconds(30)).until(() -> bed.committedOffset(id, topic, partition) == 2);
            return null;
        }
    }

    @Test
    void aLostConnectionAtAnyStepCostsNothingAndDoublesNothing() throws Exception {
        List<Loss> losses = losses();
        String topic = bed.topic("steps", losses.size());
        List<Callable<?>> cases = new ArrayList<>();
        Map<Integer, List<String>> expected = new TreeMap<>();
        for (int i = 0; i < losses.size(); i++) {
            Case each = new Case(losses.get(i), topic, i);
            cases.add(each::isOutlived);
            expected.put(i, List.of("before", "kept", "after"));
        }
        assertThat(ErrorTable.failures(cases)).isEmpty();
        assertThat(committed(topic)).isEqualTo(expected);
    }

    @Test
    void aCopyOfAnEndThatComesInTheNextTransactionDoesNotTouchIt() throws Exception {
        String topic = bed.topic("late-end", 1);
        String id = "late-end-v" + transactionVersion();
        try (MyqClient client = open(id)) {
            SyncProducer producer = client.syncProducer();
            transact(producer, topic, "first");
            Match ends = Match.requests(ApiKeys.END_TXN).client(id).times(1);
            Rule answers = bed.faults().add(Match.responses(ApiKeys.END_TXN).client(id), (passage, rule) -> {});

            Rule commit = bed.faults().add(ends, Actions.hold());
            transact(producer, topic, "second");
            producer.beginTxn();
            send(producer, topic, 0, "aborted");
            release(commit, answers);
            producer.abortTxn();

            Rule abort = bed.faults().add(ends, Actions.hold());
            abort(producer, topic, 0);
            producer.beginTxn();
            send(producer, topic, 0, "third");
            release(abort, answers);
            producer.commitTxn();
        }
        assertThat(committed(topic)).isEqualTo(Map.of(0, List.of("first", "second", "third")));
    }

    /** What was held arrives, and is answered to nobody. */
    private static void release(Rule held, Rule answers) {
        assertThat(held.hits()).isEqualTo(1);
        long before = answers.hits();
        held.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> answers.hits() > before);
    }

    @Test
    void aCoordinatorThatMovesAwayAndBackAtEveryStepCostsNothing() throws Exception {
        String topic = bed.topic("flap", 1);
        String id = "flap-v" + transactionVersion();
        Map<ApiKeys, AtomicInteger> met = new ConcurrentHashMap<>();
        ApiKeys[] steps = {
            ApiKeys.INIT_PRODUCER_ID, ApiKeys.ADD_PARTITIONS_TO_TXN, ApiKeys.ADD_OFFSETS_TO_TXN, ApiKeys.END_TXN
        };
        Action flap = (passage, rule) -> {
            int time = met.computeIfAbsent(passage.frame().api(), api -> new AtomicInteger())
                    .incrementAndGet();
            if (time <= 2) {
                bed.moveCoordinator(id, time);
            }
        };
        Rule requests = bed.faults().add(Match.requests(steps).client(id), flap);
        TopicPartition input = new TopicPartition(topic, 0);
        try (MyqClient client = open(id)) {
            SyncProducer producer = client.syncProducer();
            transact(producer, topic, 0, "first", Map.of(input, offset(1)), id);
            requests.close();
            // it has committed, has moved on, and nobody was told
            bed.faults().add(Match.responses(ApiKeys.END_TXN).client(id).times(1), (passage, rule) -> {
                bed.moveCoordinator(id, 1);
                passage.cutAfter(0, Passage.Ending.RESET);
            });
            transact(producer, topic, 0, "second", Map.of(input, offset(2)), id);
            abort(producer, topic, 0);
            transact(producer, topic, "third");
        }
        assertThat(met)
                .hasSize(transactionVersion() < 2 ? 4 : 2)
                .allSatisfy((api, times) -> assertThat(times.get()).as(api.name).isGreaterThanOrEqualTo(3));
        assertThat(committed(topic)).isEqualTo(Map.of(0, List.of("first", "second", "third")));
        assertThat(bed.committedOffset(id, topic, 0)).isEqualTo(2);
    }

    @Test
    void aCoordinatorThatIsKilledWhenItHasCommittedAndNotSaidSoCostsNothing() throws Exception {
        String topic = bed.topic("killed-at-end", 1);
        String id = "killed-at-end-v" + transactionVersion();
        try (MyqClient client = open(id)) {
            SyncProducer producer = client.syncProducer();
            transact(producer, topic, "first");
            int coordinator = bed.coordinatorOf(id);
            Rule killed = bed.faults()
                    .add(Match.responses(ApiKeys.END_TXN).client(id).times(1), (passage, rule) -> {
                        bed.kafka().broker(coordinator).kill();
                        passage.drop();
                    });
            transact(producer, topic, "second");
            assertThat(killed.hits()).isEqualTo(1);
            abort(producer, topic, 0);
            transact(producer, topic, "third");
        }
        bed.recover();
        assertThat(committed(topic)).isEqualTo(Map.of(0, List.of("first", "second", "third")));
    }
}
