package io.myq.faults.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.config.ProducerRetryConfig;
import io.myq.config.RetryConfig;
import io.myq.error.SendException;
import io.myq.error.TransactionException;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import io.myq.producer.ProducerTxnStatusFlag;
import io.myq.producer.SyncProducer;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * F13 for the requests of transactions: every error code once, three times, for ever. What passes is outlived, everything
 * else ends at once with an exception that names it; and after an abort, or with a new producer, the next transaction commits.
 * In the end the transactions that were said to be committed are in the log, and nothing else. Owned by the test's threads.
 */
abstract class TransactionErrorTable {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final int RETRIES = 12;
    private static final int CODES_PER_CLIENT = 35;
    private static final String TOPIC = "error-table";
    private static final String WARM = "error-table-warm";

    private final SharedKafka broker;
    private final List<ApiKeys> apis;
    /** The values of all transactions that were said to be committed. */
    private final ConcurrentLinkedQueue<String> committed = new ConcurrentLinkedQueue<>();

    /** @param apis the requests that transactions of this broker's kind have */
    TransactionErrorTable(SharedKafka broker, ApiKeys... apis) {
        this.broker = broker;
        this.apis = List.of(apis);
    }

    /** One transactional id, and the client that has it now. */
    private final class Subject implements AutoCloseable {

        private final String id;
        private final ApiKeys api;
        private int transactions;
        private @Nullable MyqClient client;

        Subject(ApiKeys api, String id) {
            this.api = api;
            this.id = id;
        }

        /** As it is, or a new one. */
        private SyncProducer producer() {
            MyqClient current = client;
            if (current == null) {
                Config config = Config.defaults();
                RetryConfig retry = new RetryConfig(RETRIES, Duration.ofMillis(2), Duration.ofMillis(50), null);
                current = MyqClient.open(
                        List.of(broker.proxied()),
                        config.withClientId(id)
                                .withProducer(config.producer()
                                        .withRetry(batchRetry(config.producer().retry()))
                                        .withTransaction(config.producer()
                                                .transaction()
                                                .withId(id)
                                                .withRetry(retry))));
                client = current;
            }
            return current.syncProducer();
        }

        /** Without an end where refused batches are not what it is about. */
        private ProducerRetryConfig batchRetry(ProducerRetryConfig defaults) {
            return api == ApiKeys.PRODUCE
                    ? defaults.withMax(RETRIES)
                            .withBackoff(Duration.ofMillis(2))
                            .withMaxBackoff(Duration.ofMillis(100))
                    : defaults;
        }

        private void transact(SyncProducer producer) {
            transactions++;
            producer.beginTxn();
            producer.sendMessage(
                    ProducerMessage.of(TOPIC, value().getBytes(UTF_8)).withPartition(0));
            producer.addOffsetsToTxn(Map.of(new TopicPartition(TOPIC, 0), OffsetAndMetadata.of(1)), id);
            commit(producer);
        }

        private void commit(SyncProducer producer) {
            producer.commitTxn();
            committed.add(value());
        }

        /** Of the newest transaction. */
        private String value() {
            return id + "-" + transactions;
        }

        /** The topics of transactions and groups are created by the first who needs them, which takes a while. */
        void transactAtLast() {
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                close();
                transact(producer());
                return true;
            });
        }

        /** @param passes whether it must be outlived */
        void meets(int code, long times, boolean passes) {
            String what = id + " " + ErrorTable.name(code) + " " + (times == FOR_EVER ? "for ever" : times + " times");
            if (api == ApiKeys.INIT_PRODUCER_ID) {
                // it is asked once in the life of a producer
                close();
            }
            Rule rule = api == ApiKeys.ADD_PARTITIONS_TO_TXN
                    ? broker.faults()
                            .add(Match.responses(api).client(id).times(times), Actions.edit(body -> refuse(body, code)))
                    : broker.faults().add(Match.requests(api).client(id).times(times), Actions.refuse(code));
            SyncProducer producer = producer();
            long start = System.nanoTime();
            String failure = null;
            try {
                transact(producer);
            } catch (TransactionException | SendException e) {
                failure = ErrorTable.text(e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(Duration.ofSeconds(30));
            assertThat(rule.hits()).as(what).isBetween(1L, mostRequests(code, times));
            rule.close();
            if (passes) {
                assertThat(failure).as(what).isNull();
            } else {
                assertThat(failure).as(what).contains(ErrorTable.name(code));
            }
            goOn(producer, what);
        }

        /** So many, so that nothing spins: all tries of what may pass, one of what cannot. */
        private long mostRequests(int code, long times) {
            if (!passes(code)) {
                return 1;
            }
            // a producer asks for its id when it is opened, and again for the first begin
            long rounds = api == ApiKeys.INIT_PRODUCER_ID ? 2 : 1;
            return Math.min(times, rounds * (1 + RETRIES));
        }

        /** Whatever has happened, there is a way on. */
        private void goOn(SyncProducer producer, String what) {
            Set<ProducerTxnStatusFlag> status = producer.txnStatus();
            SyncProducer next = producer;
            if (status.contains(ProducerTxnStatusFlag.FATAL_ERROR)) {
                close();
                next = producer();
            } else if (status.contains(ProducerTxnStatusFlag.COMMITTING_TRANSACTION)) {
                commit(next);
            } else if (status.contains(ProducerTxnStatusFlag.ABORTABLE_ERROR)) {
                next.abortTxn();
            }
            transact(next);
            assertThat(next.txnStatus()).as(what).doesNotContain(ProducerTxnStatusFlag.IN_ERROR);
        }

        /** Whether it is asked again after such an answer: a coordinator that failed is, a leader that failed is not. */
        private boolean passes(int code) {
            boolean failed = ErrorTable.name(code).equals(Errors.UNKNOWN_SERVER_ERROR.name());
            return ErrorTable.retriable(code) || failed && api != ApiKeys.PRODUCE;
        }

        Void meetsAll(List<Integer> codes) {
            for (int code : codes) {
                if (passes(code)) {
                    meets(code, 1, true);
                    meets(code, 3, true);
                }
                meets(code, FOR_EVER, false);
            }
            return null;
        }

        @Override
        public void close() {
            if (client != null) {
                client.close();
                client = null;
            }
        }
    }

    /** Says of every partition that it was refused. */
    private static void refuse(ApiMessage body, int code) {
        ((AddPartitionsToTxnResponseData) body)
                .resultsByTopicV3AndBelow()
                .forEach(topic ->
                        topic.resultsByPartition().forEach(partition -> partition.setPartitionErrorCode((short) code)));
    }

    @Test
    void everyRefusalIsOutlivedOrToldAndNeverTheEndOfTheTransactionalId() throws Exception {
        try (Subject warm = new Subject(ApiKeys.END_TXN, WARM)) {
            warm.transactAtLast();
        }
        Set<Short> versions = ConcurrentHashMap.newKeySet();
        broker.faults()
                .add(
                        Match.requests(ApiKeys.TXN_OFFSET_COMMIT, ApiKeys.END_TXN),
                        (passage, rule) -> versions.add(passage.frame().version()));
        List<Callable<?>> cases = new ArrayList<>();
        for (ApiKeys api : apis) {
            List<Integer> codes = codes(api);
            for (int from = 0; from < codes.size(); from += CODES_PER_CLIENT) {
                List<Integer> some = codes.subList(from, Math.min(codes.size(), from + CODES_PER_CLIENT));
                String id = api.name + "-" + from;
                cases.add(() -> {
                    try (Subject subject = new Subject(api, id)) {
                        return subject.meetsAll(some);
                    }
                });
            }
        }
        assertThat(ErrorTable.failures(cases)).isEmpty();
        assertThat(versions).containsExactly(broker.newTransactions() ? (short) 5 : (short) 4);
        assertThat(sorted(CommittedLog.read(broker.addresses(), TOPIC).getOrDefault(0, List.of())))
                .isEqualTo(sorted(committed));
    }

    private static List<Integer> codes(ApiKeys api) {
        List<Integer> codes = ErrorTable.codes();
        if (api == ApiKeys.PRODUCE) {
            // means that it is written, so a broker that has not seen it cannot say so
            codes.removeIf(code -> code == Errors.DUPLICATE_SEQUENCE_NUMBER.code());
        }
        return codes;
    }

    /** Without those of the warm-up, which may have failed before it succeeded. */
    private static List<String> sorted(Collection<String> values) {
        return values.stream().filter(value -> !value.startsWith(WARM)).sorted().toList();
    }
}
