package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.error.NotWrittenException;
import io.myq.error.ProducerFencedException;
import io.myq.error.TransactionAbortableException;
import io.myq.error.TransactionFailedException;
import io.myq.error.TransactionStateException;
import io.myq.error.TransactionTimedOutException;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;

/** Calls that do not fit, and transactions that end otherwise than the application meant: the same whichever kind the cluster has. */
abstract class TransactionRefusals extends TransactionFixture {

    TransactionRefusals(SharedKafka broker) {
        super(broker);
    }

    @Test
    void offsetsOfOneThatIsNoMemberAreRefusedAndTheTransactionCanBeAborted() throws Exception {
        broker.oracle().createTopic("foreign", 1);
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
    void offsetsWithoutAGroupAreRefusedAndNothingIsDisturbed() throws Exception {
        broker.oracle().createTopic("groupless", 1);
        Map<TopicPartition, OffsetAndMetadata> offsets =
                Map.of(new TopicPartition("groupless", 0), OffsetAndMetadata.of(1));
        try (ProducerHarness harness = open("groupless")) {
            AsyncProducer producer = harness.producer();
            producer.beginTxn();
            producer.send(message("groupless", 0, "x"));
            assertThatThrownBy(() -> producer.addOffsetsToTxn(offsets, (String) null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("groupId");
            assertThatThrownBy(() -> producer.addOffsetsToTxn(offsets, (ConsumerGroupMetadata) null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("group");
            assertThatThrownBy(() -> producer.addOffsetsToTxn(offsets, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The id of the group is empty");
            producer.commitTxn();
        }
        assertThat(committed("groupless")).containsExactly("x");
    }

    @Test
    void aSecondProducerWithTheSameIdFencesTheFirst() throws Exception {
        broker.oracle().createTopic("fenced", 1);
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
        broker.oracle().createTopic("slow", 1);
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
                            newTransactions() ? "Call abortTxn" : "Close this producer; another can be opened");
            if (newTransactions()) {
                producer.abortTxn();
                producer.beginTxn();
                producer.sendMessage(message("slow", 0, "y"));
                producer.commitTxn();
            } else {
                assertThatThrownBy(producer::abortTxn).isInstanceOf(TransactionTimedOutException.class);
            }
        }
        assertThat(committed("slow")).isEqualTo(newTransactions() ? List.of("y") : List.of());
    }

    private TransactionState stateOf(String id) throws Exception {
        return broker.oracle()
                .admin()
                .describeTransactions(List.of(id))
                .description(id)
                .get(30, TimeUnit.SECONDS)
                .state();
    }

    @Test
    void callsThatDoNotFitAreRefusedAndDisturbNothing() throws Exception {
        broker.oracle().createTopic("order", 1);
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
        try (ProducerHarness plain = ProducerHarness.open(broker.addresses())) {
            assertThat(plain.producer().isTransactional()).isFalse();
            assertThat(plain.producer().txnStatus()).isEqualTo(EnumSet.of(ProducerTxnStatusFlag.UNINITIALIZED));
            assertThatThrownBy(plain.producer()::beginTxn)
                    .isInstanceOf(TransactionStateException.class)
                    .hasMessageContaining("Set Producer.Transaction.ID");
        }
    }

    @Test
    void aCallbackCannotEndATransaction() throws Exception {
        broker.oracle().createTopic("callback", 1);
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
        broker.oracle().createTopic("closed", 1);
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
