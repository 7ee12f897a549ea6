package io.myq.faults.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.MyqClient;
import io.myq.config.Config;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * F13 for the requests of transactions: every error code once, three times, for ever. What passes is outlived, everything
 * else ends at once with an exception that names it; and after an abort, or with a new producer, the next transaction commits.
 */
class TransactionErrorTableIT {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final int RETRIES = 12;
    private static final int CODES_PER_CLIENT = 35;
    private static final List<ApiKeys> APIS = List.of(
            ApiKeys.INIT_PRODUCER_ID,
            ApiKeys.ADD_PARTITIONS_TO_TXN,
            ApiKeys.ADD_OFFSETS_TO_TXN,
            ApiKeys.TXN_OFFSET_COMMIT,
            ApiKeys.END_TXN);

    /** The older kind of transactions has all of these requests. */
    @RegisterExtension
    static final SharedKafka broker = SharedKafka.withOldTransactions();

    /** One transactional id, and the client that has it now. */
    private static final class Subject implements AutoCloseable {

        private final String id;
        private final ApiKeys api;
        private @Nullable MyqClient client;

        Subject(ApiKeys api, int number) {
            this.api = api;
            this.id = api.name + "-" + number;
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
                                        .withTransaction(config.producer()
                                                .transaction()
                                                .withId(id)
                                                .withRetry(retry))));
                client = current;
            }
            return current.syncProducer();
        }

        private static void refuse(ApiMessage body, int code) {
            ((AddPartitionsToTxnResponseData) body)
                    .resultsByTopicV3AndBelow()
                    .forEach(topic -> topic.resultsByPartition()
                            .forEach(partition -> partition.setPartitionErrorCode((short) code)));
        }

        private void transact(SyncProducer producer) {
            producer.beginTxn();
            producer.sendMessage(
                    ProducerMessage.of("error-table", "x".getBytes(UTF_8)).withPartition(0));
            producer.addOffsetsToTxn(Map.of(new TopicPartition("error-table", 0), OffsetAndMetadata.of(1)), id);
            producer.commitTxn();
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
            if (!TransactionErrorTableIT.passes(code)) {
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
                next.commitTxn();
            } else if (status.contains(ProducerTxnStatusFlag.ABORTABLE_ERROR)) {
                next.abortTxn();
            }
            transact(next);
            assertThat(next.txnStatus()).as(what).doesNotContain(ProducerTxnStatusFlag.IN_ERROR);
        }

        @Override
        public void close() {
            if (client != null) {
                client.close();
                client = null;
            }
        }
    }

    private static boolean passes(int code) {
        return ErrorTable.retriable(code) || ErrorTable.name(code).equals(Errors.UNKNOWN_SERVER_ERROR.name());
    }

    @Test
    void everyRefusalIsOutlivedOrToldAndNeverTheEndOfTheTransactionalId() throws Exception {
        try (Subject warm = new Subject(ApiKeys.END_TXN, 99)) {
            warm.transactAtLast();
        }
        List<Callable<?>> cases = new ArrayList<>();
        List<Integer> codes = ErrorTable.codes();
        for (ApiKeys api : APIS) {
            for (int from = 0; from < codes.size(); from += CODES_PER_CLIENT) {
                List<Integer> some = codes.subList(from, Math.min(codes.size(), from + CODES_PER_CLIENT));
                int number = from;
                cases.add(() -> meetAll(new Subject(api, number), some));
            }
        }
        assertThat(ErrorTable.failures(cases)).isEmpty();
    }

    private static Void meetAll(Subject subject, List<Integer> codes) {
        try (subject) {
            for (int code : codes) {
                if (passes(code)) {
                    subject.meets(code, 1, true);
                    subject.meets(code, 3, true);
                }
                subject.meets(code, FOR_EVER, false);
            }
        }
        return null;
    }
}
