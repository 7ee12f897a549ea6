package io.myq.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.config.ProducerConfig;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.NotWrittenException;
import io.myq.error.ProducerFencedException;
import io.myq.error.TransactionAbortableException;
import io.myq.error.TransactionFailedException;
import io.myq.error.TransactionStateException;
import io.myq.error.TransactionTimedOutException;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.ConsumerMessage;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Transactions with one broker, as kafka-clients sees them: the same whichever kind the cluster has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactionScenarios {

    private EmbeddedKafka kafka;
    private Oracle oracle;

    abstract int transactionVersion();

    @BeforeAll
    void start() {
        kafka = EmbeddedKafka.builder()
                .feature("transaction.version", transactionVersion())
                .brokerProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", 200)
                .start();
        oracle = new Oracle(kafka.bootstrapServers());
    }

    @AfterAll
    void stop() {
        oracle.close();
        kafka.close();
    }

    private ProducerHarness open(String id) {
        return open(id, config -> config);
    }

    private ProducerHarness open(String id, UnaryOperator<ProducerConfig> change) {
        return ProducerHarness.open(
                kafka.bootstrapServers(),
                config ->
                        change.apply(config.withTransaction(config.transaction().withId(id))));
    }

    private List<String> committed(String topic) throws Exception {
        return CommittedReader.values(kafka.bootstrapServers(), oracle.admin(), topic);
    }

    private static ProducerMessage message(String topic, int partition, String value) {
        return ProducerMessage.of(topic, value.getBytes(UTF_8)).withPartition(partition);
    }

    @Test
    void theClusterHasTheTransactionsThatThisIsAbout() throws Exception {
        var finalized = oracle.admin()
                .describeFeatures()
                .featureMetadata()
                .get(30, TimeUnit.SECONDS)
                .finalizedFeatures()
                .get("transaction.version");
        assertThat(finalized == null ? 0 : finalized.maxVersionLevel()).isEqualTo((short) transactionVersion());
        try (ProducerHarness harness = open("kind")) {
            harness.producer().beginTxn();
            assertThat(harness.cluster().features().transactionsV2()).isEqualTo(transactionVersion() == 2);
            harness.producer().commitTxn();
        }
    }

    @Test
    void commitShowsAndAbortHidesWhatWentToSeveralPartitions() throws Exception {
        oracle.createTopic("atomic", 3);
        try (ProducerHarness harness = open("atomic")) {
            AsyncProducer producer = harness.producer();
            assertThat(producer.isTransactional()).isTrue();
            producer.beginTxn();
            assertThat(producer.txnStatus()).containsExactly(ProducerTxnStatusFlag.IN_TRANSACTION);
            List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                sent.add(producer.send(message("atomic", i % 3, "c" + i)));
            }
            producer.commitTxn();
            assertThat(sent).allMatch(CompletableFuture::isDone);
            producer.beginTxn();
            for (int i = 0; i < 9; i++) {
                producer.send(message("atomic", i % 3, "a" + i));
            }
            assertThat(producer.flush(Duration.ofSeconds(30))).isTrue();
            producer.abortTxn();
            producer.beginTxn();
            producer.send(message("atomic", 0, "last"));
            producer.commitTxn();
        }
        assertThat(committed("atomic")).containsExactly("c0", "c3", "c6", "last", "c1", "c4", "c7", "c2", "c5", "c8");
    }

    @Test
    void manyTransactionsInARow() throws Exception {
        oracle.createTopic("row", 2);
        List<String> expected = new ArrayList<>();
        try (ProducerHarness harness = open("row")) {
            SyncProducer producer = harness.sync();
            for (int i = 0; i < 60; i++) {
                producer.beginTxn();
                for (int j = 0; j < 3; j++) {
                    producer.sendMessage(message("row", i % 2, i + "." + j));
                }
                if (i % 5 == 3) {
                    producer.abortTxn();
                } else {
                    producer.commitTxn();
                    expected.addAll(List.of(i + ".0", i + ".1", i + ".2"));
                }
            }
        }
        assertThat(committed("row")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void commitsOffsetsWithMessagesAndWithoutAny() throws Exception {
        oracle.createTopic("in", 2);
        oracle.createTopic("out", 1);
        TopicPartition in0 = new TopicPartition("in", 0);
        TopicPartition in1 = new TopicPartition("in", 1);
        try (ProducerHarness harness = open("offsets")) {
            AsyncProducer producer = harness.producer();
            producer.beginTxn();
            producer.send(message("out", 0, "made"));
            producer.addOffsetsToTxn(Map.of(in0, OffsetAndMetadata.of(4), in1, OffsetAndMetadata.of(7)), "both");
            producer.addMessageToTxn(new ConsumerMessage("in", 0, 11, 0, null, null, List.of()), "both", "by hand");
            producer.commitTxn();
            producer.beginTxn();
            producer.addOffsetsToTxn(Map.of(in0, OffsetAndMetadata.of(99)), "both");
            producer.abortTxn();
            awaitOffsets("both", Map.of("in-0", "12 by hand", "in-1", "7 "));

            producer.beginTxn();
            producer.addOffsetsToTxn(Map.of(in1, OffsetAndMetadata.of(5)), "alone");
            producer.commitTxn();
            awaitOffsets("alone", Map.of("in-1", "5 "));
        }
        assertThat(committed("out")).containsExactly("made");
    }

    /** A commit is answered before its marks are in all logs. */
    private void awaitOffsets(String group, Map<String, String> expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(oracle.committedOffsets(group)).isEqualTo(expected));
    }

    @Test
    void offsetsOfOneThatIsNoMemberAreRefusedAndTheTransactionCanBeAborted() throws Exception {
        oracle.createTopic("foreign", 1);
        try (ProducerHarness harness = open("foreign")) {
            AsyncProducer producer = harness.producer();
            producer.beginTxn();
            producer.send(message("foreign", 0, "x"));
            producer.addOffsetsToTxn(
                    Map.of(new TopicPartition("foreign", 0), OffsetAndMetadata.of(1)),
                    new ConsumerGroupMetadata("strangers", 3, "nobody", null));
            assertThatThrownBy(producer::commitTxn)
                    .isInstanceOf(TransactionAbortableException.class)
                    .hasMessageContaining("ILLEGAL_GENERATION for foreign-0")
                    .hasMessageContaining("Call abortTxn");
            assertThat(producer.txnStatus())
                    .containsExactlyInAnyOrder(ProducerTxnStatusFlag.IN_ERROR, ProducerTxnStatusFlag.ABORTABLE_ERROR);
            producer.abortTxn();
            producer.beginTxn();
            producer.send(message("foreign", 0, "y"));
            producer.commitTxn();
        }
        assertThat(committed("foreign")).containsExactly("y");
    }

    @Test
    void aMessageThatFailsMakesTheCommitFailAndTheAbortRepairsIt() throws Exception {
        oracle.createTopic("large", 1, 1, Map.of("max.message.bytes", "2000"));
        try (ProducerHarness harness = open("large")) {
            AsyncProducer producer = harness.producer();
            producer.beginTxn();
            producer.send(message("large", 0, "before"));
            CompletableFuture<RecordMetadata> large =
                    producer.send(ProducerMessage.of("large", new byte[5000]).withPartition(0));
            assertThatThrownBy(() -> large.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(NotWrittenException.class);
            await().until(() -> producer.txnStatus().contains(ProducerTxnStatusFlag.ABORTABLE_ERROR));
            CompletableFuture<RecordMetadata> after = producer.send(message("large", 0, "after"));
            assertThatThrownBy(() -> after.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("too large")
                    .hasMessageContaining("Call abortTxn");
            assertThatThrownBy(producer::commitTxn)
                    .isInstanceOf(TransactionAbortableException.class)
                    .hasMessageContaining("large-0 is too large");
            producer.abortTxn();
            producer.beginTxn();
            producer.send(message("large", 0, "second"));
            producer.commitTxn();
            // refused before it comes anywhere near a broker
            producer.beginTxn();
            producer.send(ProducerMessage.of("large", new byte[2_000_000]).withPartition(0));
            assertThatThrownBy(producer::commitTxn).isInstanceOf(TransactionAbortableException.class);
            producer.abortTxn();
            producer.beginTxn();
            producer.send(message("large", 0, "third"));
            producer.commitTxn();
        }
        assertThat(committed("large")).containsExactly("second", "third");
    }

    @Test
    void abortFailsWhatWasNotSent() throws Exception {
        try (ProducerHarness harness = open("unsent")) {
            AsyncProducer producer = harness.producer();
            producer.beginTxn();
            CompletableFuture<RecordMetadata> waiting = producer.send(message("not-a-topic", 5000, "x"));
            CompletableFuture<RecordMetadata> lost = producer.send(message("unsent", 0, "x"));
            producer.abortTxn();
            assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(NotWrittenException.class);
            assertThat(lost).isDone();
            producer.beginTxn();
            producer.commitTxn();
        }
    }

    @Test
    void aSecondProducerWithTheSameIdFencesTheFirst() throws Exception {
        oracle.createTopic("fenced", 1);
        try (ProducerHarness first = open("fenced")) {
            first.producer().beginTxn();
            first.sync().sendMessage(message("fenced", 0, "old"));
            try (ProducerHarness second = open("fenced")) {
                second.producer().beginTxn();
                second.sync().sendMessage(message("fenced", 0, "new"));
                assertThatThrownBy(first.producer()::commitTxn)
                        .isInstanceOf(ProducerFencedException.class)
                        .hasMessageContaining("Another producer with the transactional id 'fenced' has taken over")
                        .hasMessageContaining("What was not committed is aborted");
                second.producer().commitTxn();
            }
            assertThat(first.producer().txnStatus()).contains(ProducerTxnStatusFlag.FATAL_ERROR);
            assertThatThrownBy(first.producer()::beginTxn).isInstanceOf(ProducerFencedException.class);
            assertThatThrownBy(first.producer()::abortTxn).isInstanceOf(ProducerFencedException.class);
            assertThatThrownBy(() -> first.sync().sendMessage(message("fenced", 0, "late")))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("has taken over");
        }
        assertThat(committed("fenced")).containsExactly("new");
    }

    @Test
    void aTransactionThatTimesOutIsToldAsSuch() throws Exception {
        oracle.createTopic("slow", 1);
        try (ProducerHarness harness = open(
                "slow", config -> config.withTransaction(config.transaction().withTimeout(Duration.ofSeconds(1))))) {
            SyncProducer producer = harness.sync();
            producer.beginTxn();
            producer.sendMessage(message("slow", 0, "x"));
            await().atMost(Duration.ofSeconds(30)).until(() -> stateOf("slow") == TransactionState.COMPLETE_ABORT);
            assertThatThrownBy(producer::commitTxn)
                    .isInstanceOf(TransactionTimedOutException.class)
                    .hasMessageContaining("timed out")
                    .hasMessageContaining("Producer.Transaction.Timeout (1000 ms)")
                    .hasMessageContaining(
                            transactionVersion() == 2 ? "Call abortTxn" : "Close this producer; another can be opened");
            if (transactionVersion() == 2) {
                producer.abortTxn();
                producer.beginTxn();
                producer.sendMessage(message("slow", 0, "y"));
                producer.commitTxn();
            } else {
                assertThatThrownBy(producer::abortTxn).isInstanceOf(TransactionTimedOutException.class);
            }
        }
        assertThat(committed("slow")).isEqualTo(transactionVersion() == 2 ? List.of("y") : List.of());
    }

    private TransactionState stateOf(String id) throws Exception {
        return oracle.admin()
                .describeTransactions(List.of(id))
                .description(id)
                .get(30, TimeUnit.SECONDS)
                .state();
    }

    @Test
    void callsThatDoNotFitAreRefusedAndDisturbNothing() throws Exception {
        oracle.createTopic("order", 1);
        try (ProducerHarness harness = open("order")) {
            AsyncProducer producer = harness.producer();
            TopicPartition partition = new TopicPartition("order", 0);
            CompletableFuture<RecordMetadata> outside = producer.send(message("order", 0, "outside"));
            assertThatThrownBy(() -> outside.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotWrittenException.class)
                    .hasRootCauseInstanceOf(TransactionStateException.class)
                    .hasMessageContaining("Call beginTxn first");
            assertThatThrownBy(producer::commitTxn)
                    .isInstanceOf(TransactionStateException.class)
                    .hasMessageContaining("commitTxn of transactional id 'order' is refused: no transaction is open");
            assertThatThrownBy(producer::abortTxn).isInstanceOf(TransactionStateException.class);
            assertThatThrownBy(() -> producer.addOffsetsToTxn(Map.of(partition, OffsetAndMetadata.of(1)), "g"))
                    .isInstanceOf(TransactionStateException.class);
            producer.beginTxn();
            assertThatThrownBy(producer::beginTxn)
                    .isInstanceOf(TransactionStateException.class)
                    .hasMessageContaining("a transaction is open");
            producer.send(message("order", 0, "inside"));
            producer.commitTxn();
            assertThatThrownBy(producer::commitTxn).isInstanceOf(TransactionStateException.class);
        }
        assertThat(committed("order")).containsExactly("inside");
        try (ProducerHarness plain = ProducerHarness.open(kafka.bootstrapServers())) {
            assertThat(plain.producer().isTransactional()).isFalse();
            assertThat(plain.producer().txnStatus()).isEqualTo(EnumSet.of(ProducerTxnStatusFlag.UNINITIALIZED));
            assertThatThrownBy(plain.producer()::beginTxn)
                    .isInstanceOf(TransactionStateException.class)
                    .hasMessageContaining("Set Producer.Transaction.ID");
        }
    }

    @Test
    void aCallbackCannotEndATransaction() throws Exception {
        oracle.createTopic("callback", 1);
        try (ProducerHarness harness = open("callback")) {
            AsyncProducer producer = harness.producer();
            producer.beginTxn();
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            producer.send(message("callback", 0, "x")).whenComplete((metadata, failure) -> {
                try {
                    producer.commitTxn();
                    thrown.complete(null);
                } catch (Throwable e) {
                    thrown.complete(e);
                }
            });
            assertThat(thrown.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(TransactionStateException.class)
                    .hasMessageContaining("was called from a callback");
            producer.commitTxn();
        }
        assertThat(committed("callback")).containsExactly("x");
    }

    @Test
    void closeAbortsWhatIsOpenAndSaysSo() throws Exception {
        oracle.createTopic("closed", 1);
        try (ProducerHarness harness = open("closed")) {
            harness.producer().beginTxn();
            harness.sync().sendMessage(message("closed", 0, "x"));
            CloseReport report = harness.producer().close(Duration.ofSeconds(20));
            assertThat(report.transaction()).isEqualTo(CloseReport.Transaction.ABORTED);
            assertThat(report.complete()).isFalse();
            assertThatThrownBy(harness.producer()::commitTxn)
                    .isInstanceOf(TransactionFailedException.class)
                    .hasMessageContaining("the producer was closed");
        }
        assertThat(committed("closed")).isEmpty();
        try (ProducerHarness harness = open("closed")) {
            harness.producer().beginTxn();
            harness.producer().commitTxn();
            CloseReport report = harness.producer().close(Duration.ofSeconds(20));
            assertThat(report.transaction()).isEqualTo(CloseReport.Transaction.NONE);
            assertThat(report.complete()).isTrue();
        }
    }

    @Test
    void anIdThatIsNotPossibleIsToldAtTheFirstBegin() {
        try (ProducerHarness harness = open(
                "long", config -> config.withTransaction(config.transaction().withTimeout(Duration.ofDays(2))))) {
            assertThatThrownBy(harness.producer()::beginTxn)
                    .isInstanceOf(TransactionFailedException.class)
                    .hasMessageContaining("INVALID_TRANSACTION_TIMEOUT")
                    .hasMessageContaining("transaction.max.timeout.ms");
        }
    }
}
