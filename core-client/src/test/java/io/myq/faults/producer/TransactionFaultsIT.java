package io.myq.faults.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.config.RetryConfig;
import io.myq.error.TransactionPendingException;
import io.myq.error.TransactionStateException;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import io.myq.producer.SyncProducer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F28: transactions whose coordinator dies, does not answer, or answers late. Nothing is ever half visible. */
class TransactionFaultsIT {

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    private MyqClient open(String id, Duration deliveryTimeout, int retries) {
        Config config = Config.defaults();
        RetryConfig retry = new RetryConfig(retries, Duration.ofMillis(20), Duration.ofMillis(300), null);
        config = config.withClientId(id)
                .withNet(config.net().withReadTimeout(Duration.ofSeconds(2)))
                .withProducer(config.producer()
                        .withDeliveryTimeout(deliveryTimeout)
                        .withTransaction(
                                config.producer().transaction().withId(id).withRetry(retry)));
        return MyqClient.open(List.of(bed.cluster().bootstrapServers().split(",")), config);
    }

    private static void transact(SyncProducer producer, String topic, String value) {
        producer.beginTxn();
        producer.sendMessage(message(topic, value));
        producer.commitTxn();
    }

    private static ProducerMessage message(String topic, String value) {
        return ProducerMessage.of(topic, value.getBytes(UTF_8)).withPartition(0);
    }

    private List<String> committed(String topic) {
        return CommittedLog.read(bed.kafka().bootstrapServers(), topic).get(0);
    }

    @Test
    void aCommitWhoseAnswersAreLostGoesOnWhereItStopped() throws Exception {
        String topic = bed.topic("lost-commit", 1);
        try (MyqClient client = open("lost-commit", Duration.ofSeconds(5), 1000)) {
            SyncProducer producer = client.syncProducer();
            transact(producer, topic, "first");
            Rule lost = bed.faults().add(Match.responses(ApiKeys.END_TXN).client("lost-commit"), Actions.drop());
            producer.beginTxn();
            producer.sendMessage(message(topic, "second"));
            assertThatThrownBy(producer::commitTxn)
                    .isInstanceOf(TransactionPendingException.class)
                    .hasMessageContaining("may be committed or not: call commitTxn again");
            assertThatThrownBy(producer::abortTxn)
                    .isInstanceOf(TransactionStateException.class)
                    .hasMessageContaining("perhaps is already");
            lost.close();
            producer.commitTxn();
            transact(producer, topic, "third");
        }
        assertThat(committed(topic)).containsExactly("first", "second", "third");
    }

    @Test
    void aCommitThatTheCoordinatorWasNotAskedForCanStillBeAborted() throws Exception {
        String topic = bed.topic("undecided", 1);
        try (MyqClient client = open("undecided", Duration.ofSeconds(30), 3)) {
            SyncProducer producer = client.syncProducer();
            Rule refused = bed.faults()
                    .add(
                            Match.requests(ApiKeys.TXN_OFFSET_COMMIT).client("undecided"),
                            Actions.refuse(Errors.COORDINATOR_LOAD_IN_PROGRESS.code()));
            producer.beginTxn();
            producer.sendMessage(message(topic, "aborted"));
            producer.addOffsetsToTxn(Map.of(new TopicPartition(topic, 0), OffsetAndMetadata.of(1)), "undecided");
            assertThatThrownBy(producer::commitTxn)
                    .isInstanceOf(TransactionPendingException.class)
                    .hasMessageContaining("COORDINATOR_LOAD_IN_PROGRESS")
                    .hasMessageContaining("was not asked to commit: call commitTxn again, or abortTxn");
            producer.abortTxn();
            refused.close();
            transact(producer, topic, "after");
        }
        assertThat(committed(topic)).containsExactly("after");
    }

    @Test
    void aCoordinatorThatIsKilledWithAnOpenTransactionCostsNothing() throws Exception {
        String topic = bed.topic("killed", 1);
        try (MyqClient client = open("killed", Duration.ofSeconds(100), 1000)) {
            SyncProducer producer = client.syncProducer();
            transact(producer, topic, "first");
            producer.beginTxn();
            producer.sendMessage(message(topic, "second"));
            bed.kafka().broker(bed.coordinatorOf("killed")).kill();
            producer.sendMessage(message(topic, "third"));
            producer.commitTxn();
            transact(producer, topic, "fourth");
        }
        bed.recover();
        assertThat(committed(topic)).containsExactly("first", "second", "third", "fourth");
    }
}
