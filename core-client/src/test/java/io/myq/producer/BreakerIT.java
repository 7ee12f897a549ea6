package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.config.BreakerConfig;
import io.myq.config.Config;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.BrokerException;
import io.myq.error.NotWrittenException;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.ProxiedCluster;
import io.myq.faults.Rule;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A topic that the cluster cannot tell about: it rests, its messages wait, and their errors say why. */
class BreakerIT {

    private static final Duration REST = Duration.ofSeconds(3);
    private static ProxiedCluster cluster;
    private static Oracle oracle;

    private final List<Long> asked = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        cluster = ProxiedCluster.start(EmbeddedKafka.builder());
        oracle = new Oracle(cluster.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        oracle.close();
        cluster.close();
    }

    @AfterEach
    void heal() {
        cluster.heal();
    }

    private static ProducerHarness open(Duration deliveryTimeout) {
        Config config = Config.defaults();
        return ProducerHarness.open(
                cluster.bootstrapServers(),
                config.withMetadata(config.metadata().withAllowAutoTopicCreation(false))
                        .withProducer(config.producer()
                                .withBreaker(new BreakerConfig(3, REST))
                                .withDeliveryTimeout(deliveryTimeout)));
    }

    /** Notes when the topic is asked about. */
    private void watch(String topic) {
        cluster.faults()
                .add(
                        Match.requests(ApiKeys.METADATA)
                                .when(frame -> ((MetadataRequestData) frame.body())
                                        .topics().stream().anyMatch(named -> topic.equals(named.name()))),
                        (passage, rule) -> asked.add(System.nanoTime()));
    }

    /** Whether the topic was left alone for about as long as it is to rest. */
    private boolean rested() {
        for (int i = 1; i < asked.size(); i++) {
            if (asked.get(i) - asked.get(i - 1)
                    > REST.toNanos() - Duration.ofMillis(300).toNanos()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void messagesToATopicThatIsMadeLateWaitWhileItRests() throws Exception {
        Outcomes outcomes = new Outcomes();
        try (ProducerHarness harness = open(Duration.ofSeconds(60))) {
            watch("late");
            // each of them would be a reason to ask
            await().atMost(40, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        byte[] value = Integer.toString(outcomes.sent()).getBytes();
                        harness.producer().send(ProducerMessage.of("late", value), outcomes.next());
                        return rested();
                    });
            assertThat(outcomes.count())
                    .as("last failure: %s", outcomes.lastFailure())
                    .isZero();
            assertThat(asked.size()).isLessThan(15);
            oracle.createTopic("late", 1);
            await().atMost(40, TimeUnit.SECONDS).until(() -> outcomes.acknowledged() == outcomes.sent());
        }
        LogCheck.verify(oracle.readAll("late"), outcomes);
    }

    @Test
    void namesWhatTheClusterSaidWhenTheTimeOfAMessageIsOver() throws Exception {
        oracle.createTopic("electing", 1);
        try (ProducerHarness harness = open(Duration.ofSeconds(5))) {
            Rule rule = cluster.faults()
                    .add(
                            Match.responses(ApiKeys.METADATA)
                                    .client(harness.clientId())
                                    .when(frame -> frame.body().toString().contains("electing")),
                            Actions.error(Errors.LEADER_NOT_AVAILABLE.code()));
            long start = System.nanoTime();
            CompletableFuture<RecordMetadata> waiting =
                    harness.producer().send(ProducerMessage.of("electing", new byte[1]));
            assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotWrittenException.class)
                    .hasRootCauseInstanceOf(BrokerException.class)
                    .hasMessageContaining("nothing was learned of topic 'electing' from 127.0.0.1:")
                    .hasMessageContaining("within Producer.DeliveryTimeout (5000 ms)")
                    .hasMessageContaining("LEADER_NOT_AVAILABLE");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(4900));
            assertThat(rule.hits()).isPositive();
        }
    }

    @Test
    void otherTopicsAreNotConcerned() throws Exception {
        oracle.createTopic("sound", 1);
        try (ProducerHarness harness = open(Duration.ofSeconds(60))) {
            CompletableFuture<RecordMetadata> waiting =
                    harness.producer().send(ProducerMessage.of("absent", new byte[1]));
            assertThat(harness.sync()
                            .sendMessage(ProducerMessage.of("sound", new byte[1]))
                            .offset())
                    .isZero();
            assertThat(waiting).isNotDone();
            CloseReport report = harness.producer().close(Duration.ofMillis(100));
            assertThat(report.notWritten()).hasSize(1);
            assertThat(waiting).isCompletedExceptionally();
        }
    }
}
