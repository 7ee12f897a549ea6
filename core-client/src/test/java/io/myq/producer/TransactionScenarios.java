package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.error.NotWrittenException;
import io.myq.error.TransactionAbortableException;
import io.myq.message.ConsumerMessage;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What transactions bring, as kafka-clients sees it: the same whichever kind the cluster has. */
abstract class TransactionScenarios extends TransactionFixture {

    TransactionScenarios(SharedKafka broker) {
        super(broker);
    }

    @Test
    void theClusterHasTheTransactionsThatThisIsAbout() throws Exception {
        var finalized = broker.oracle()
                .admin()
                .describeFeatures()
                .featureMetadata()
                .get(30, TimeUnit.SECONDS)
                .finalizedFeatures()
                .get("transaction.version");
        assertThat(finalized == null ? 0 : finalized.maxVersionLevel()).isEqualTo((short) (newTransactions() ? 2 : 0));
        try (ProducerHarness harness = open("kind")) {
            harness.producer().beginTxn();
            assertThat(harness.cluster().features().transactionsV2()).isEqualTo(newTransactions());
            harness.producer().commitTxn();
        }
    }

    @Test
    void commitShowsAndAbortHidesWhatWentToSeveralPartitions() throws Exception {
        broker.oracle().createTopic("atomic", 3);
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
        broker.oracle().createTopic("row", 2);
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
        broker.oracle().createTopic("in", 2);
        broker.oracle().createTopic("out", 1);
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
                .untilAsserted(() ->
                        assertThat(broker.oracle().committedWithMetadata(group)).isEqualTo(expected));
    }

    @Test
    void aMessageThatFailsMakesTheCommitFailAndTheAbortRepairsIt() throws Exception {
        broker.oracle().createTopic("large", 1, 1, Map.of("max.message.bytes", "2000"));
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
}
