package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.config.ProducerConfig;
import io.myq.error.OutcomeUnknownException;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Passage;
import io.myq.faults.Rule;
import io.myq.message.CompressionType;
import io.myq.message.ProducerMessage;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Batches that come back: their numbers, their pieces, and how many may wait. Five are in flight. */
class BatchesIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static int topics;

    private final Outcomes outcomes = new Outcomes();
    private Requests requests;
    private String topic;

    @BeforeEach
    void prepare() throws Exception {
        topic = "batches-" + topics++;
        broker.oracle().createTopic(topic, 1);
    }

    /** A producer whose batches go when they are full or flushed, and which has written one already. */
    private ProducerHarness open(int firstSequence, UnaryOperator<ProducerConfig> change) throws InterruptedException {
        Config config = Config.defaults();
        ProducerConfig lingering = config.producer().withLinger(Duration.ofSeconds(60));
        ProducerHarness harness =
                ProducerHarness.open(broker.proxied(), config.withProducer(change.apply(lingering)), firstSequence);
        requests = new Requests(broker.faults());
        send(harness, 10, 0);
        flush(harness);
        return harness;
    }

    private void send(ProducerHarness harness, int messages, int padding) {
        for (int i = 0; i < messages; i++) {
            harness.producer().send(message(padding), outcomes.next());
        }
    }

    /** Its number, and zeros before it. */
    private ProducerMessage message(int padding) {
        byte[] number = Integer.toString(outcomes.sent()).getBytes();
        byte[] value = new byte[Math.max(padding, number.length)];
        Arrays.fill(value, (byte) '0');
        System.arraycopy(number, 0, value, value.length - number.length, number.length);
        return ProducerMessage.of(topic, value);
    }

    private static void flush(ProducerHarness harness) throws InterruptedException {
        assertThat(harness.producer().flush(Duration.ofSeconds(60))).isTrue();
    }

    private void assertAllAcknowledged() {
        assertThat(outcomes.acknowledged())
                .as("last failure: %s", outcomes.lastFailure())
                .isEqualTo(outcomes.sent());
    }

    private void limit(int bytes) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp limit = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
        broker.oracle()
                .admin()
                .incrementalAlterConfigs(Map.of(resource, List.of(limit)))
                .all()
                .get(30, TimeUnit.SECONDS);
        // the broker's own view of it, for the change comes by way of the controller's log
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> broker.oracle()
                        .admin()
                        .describeConfigs(Set.of(resource))
                        .all()
                        .get(30, TimeUnit.SECONDS)
                        .get(resource)
                        .get("max.message.bytes")
                        .value()
                        .equals(Integer.toString(bytes)));
    }

    @Test
    void numbersGoOnAtZeroAfterTheLargest() throws Exception {
        try (ProducerHarness harness = open(Integer.MAX_VALUE - 50, config -> config)) {
            // the answer for the batch with the last numbers and the first ones is lost, so that it is sent twice
            Rule lost = broker.faults()
                    .add(Match.responses(ApiKeys.PRODUCE).nth(1), Actions.cutAfter(0, Passage.Ending.RESET));
            send(harness, 100, 0);
            flush(harness);
            assertThat(lost.hits()).isEqualTo(1);
            send(harness, 90, 0);
            flush(harness);
            assertAllAcknowledged();
            assertThat(outcomes.place(150)).isEqualTo("0@150");
        }
        List<Requests.Batch> batches =
                requests.all().stream().flatMap(List::stream).toList();
        assertThat(batches)
                .extracting(Requests.Batch::sequence)
                .containsExactly(Integer.MAX_VALUE - 50, Integer.MAX_VALUE - 40, Integer.MAX_VALUE - 40, 59);
        assertThat(batches).extracting(Requests.Batch::epoch).containsOnly((short) 0);
        List<ConsumerRecord<byte[], byte[]>> log = broker.oracle().readAll(topic);
        LogCheck.verify(log, outcomes);
        assertThat(log).hasSize(200);
    }

    @Test
    void onlyTheMessageThatIsItselfTooLargeFails() throws Exception {
        try (ProducerHarness harness = open(0, config -> config.withBatchBytes(60_000))) {
            limit(20_000);
            Rule hold = broker.faults().add(Match.responses(ApiKeys.PRODUCE), Actions.hold());
            int before = requests.count();
            // ten to a batch: each is to be halved several times, and one of the messages does not help by that
            send(harness, 23, 5500);
            int culprit = outcomes.sent();
            send(harness, 1, 25_000);
            send(harness, 40, 5500);
            await().atMost(30, TimeUnit.SECONDS).until(() -> requests.count() - before >= 5);
            hold.close();
            flush(harness);
            requests.forget();
            send(harness, 30, 5500);
            flush(harness);
            // as many as the topic takes: a small neighbour of the one that is too large says nothing of that
            assertThat(requests.messages()).hasSize(15).containsOnly(2);
            for (int i = 0; i < outcomes.sent(); i++) {
                assertThat(outcomes.kind(i))
                        .as("message %d, last failure: %s", i, outcomes.lastFailure())
                        .isEqualTo(i == culprit ? Outcomes.Kind.NOT_WRITTEN : Outcomes.Kind.ACKNOWLEDGED);
            }
            assertThat(outcomes.lastFailure())
                    .hasMessageContaining("is too large for broker 1 at")
                    .hasMessageContaining("its batch has 25")
                    .hasMessageContaining("max.message.bytes");
            assertThat(harness.producer().metrics().bufferedBytes()).isZero();
        }
        LogCheck.verify(broker.oracle().readAll(topic), outcomes);
    }

    @Test
    void aBatchThatFitsWhenCompressedIsNotSplit() throws Exception {
        limit(20_000);
        try (ProducerHarness harness = open(0, config -> config.withCompression(CompressionType.GZIP))) {
            send(harness, 100, 5500);
            flush(harness);
            assertAllAcknowledged();
            assertThat(harness.producer().metrics().retries()).isZero();
            assertThat(requests.messages()).containsExactly(10, 100);
        }
        LogCheck.verify(broker.oracle().readAll(topic), outcomes);
    }

    @Test
    void theNewestFailWhenTooManyWaitToBeSentAgain() throws Exception {
        try (ProducerHarness harness = open(
                0,
                config -> config.withRetry(config.retry().withMaxBufferLength(1))
                        .withFlush(config.flush().withMaxMessages(1000)))) {
            Rule hold = broker.faults().add(Match.requests(ApiKeys.PRODUCE), Actions.hold());
            long before = harness.producer().metrics().requests();
            send(harness, 5001, 0);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> harness.producer().metrics().requests() - before == 5);
            broker.cluster().proxy(1).resetAll();
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> harness.producer().metrics().retries() == 5);
            hold.close();
            flush(harness);
            // one batch of the five is more than the 4096 that the limit is raised to
            for (int i = 0; i < outcomes.sent(); i++) {
                assertThat(outcomes.kind(i))
                        .as("message %d", i)
                        .isEqualTo(i >= 4010 && i < 5010 ? Outcomes.Kind.UNKNOWN : Outcomes.Kind.ACKNOWLEDGED);
            }
            assertThat(outcomes.lastFailure())
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("1000 messages to " + topic + "-0")
                    .hasMessageContaining(
                            "5000 messages wait to be sent again, which is more than Producer.Retry.MaxBufferLength"
                                    + " (4096)");
            send(harness, 100, 0);
            flush(harness);
            assertThat(outcomes.acknowledged()).isEqualTo(4010 + 101);
            assertThat(harness.producer().metrics().bufferedBytes()).isZero();
        }
        LogCheck.verify(broker.oracle().readAll(topic), outcomes);
    }
}
