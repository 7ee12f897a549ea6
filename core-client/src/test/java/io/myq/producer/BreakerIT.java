package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.config.BreakerConfig;
import io.myq.config.Config;
import io.myq.error.BrokerException;
import io.myq.error.NotWrittenException;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A topic that the cluster cannot tell about: it rests, its messages wait, and their errors say why. */
class BreakerIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static final Duration REST = Duration.ofSeconds(3);

    private final List<Long> asked = new CopyOnWriteArrayList<>();

    private static ProducerHarness open(Duration deliveryTimeout) {
        Config config = Config.defaults();
        return ProducerHarness.open(
                broker.proxied(),
                config.withMetadata(config.metadata().withAllowAutoTopicCreation(false))
                        .withProducer(config.producer()
                                .withBreaker(new BreakerConfig(3, REST))
                                .withDeliveryTimeout(deliveryTimeout)));
    }

    /** Notes when the topic is asked about. */
    private void watch(String topic) {
        broker.faults()
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
            watch("made-late");
            // each of them would be a reason to ask
            await().atMost(40, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        byte[] value = Integer.toString(outcomes.sent()).getBytes();
                        harness.producer().send(ProducerMessage.of("made-late", value), outcomes.next());
                        return rested();
                    });
            assertThat(outcomes.count())
                    .as("last failure: %s", outcomes.lastFailure())
                    .isZero();
            assertThat(asked.size()).isLessThan(15);
            broker.oracle().createTopic("made-late", 1);
            await().atMost(40, TimeUnit.SECONDS).until(() -> outcomes.acknowledged() == outcomes.sent());
        }
        LogCheck.verify(broker.oracle().readAll("made-late"), outcomes);
    }

    @Test
    void theTimeThatAMessageWaitedForItsTopicCounts() throws Exception {
        try (ProducerHarness harness = open(Duration.ofSeconds(8))) {
            Rule hold = broker.faults().add(Match.requests(ApiKeys.PRODUCE).client(harness.clientId()), Actions.hold());
            watch("late-and-stuck");
            long start = System.nanoTime();
            CompletableFuture<RecordMetadata> waiting =
                    harness.producer().send(ProducerMessage.of("late-and-stuck", new byte[1]));
            await().atMost(30, TimeUnit.SECONDS).until(() -> asked.size() >= 4);
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(waited).isLessThan(Duration.ofSeconds(8));
            broker.oracle().createTopic("late-and-stuck", 1);
            await().atMost(30, TimeUnit.SECONDS).until(() -> hold.hits() > 0 || waiting.isDone());
            assertThat(waiting).isNotDone();
            assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("Producer.DeliveryTimeout");
            // and not eight seconds after the topic was there
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(8).plus(waited.dividedBy(2)));
        }
    }

    @Test
    void namesWhatTheClusterSaidWhenTheTimeOfAMessageIsOver() throws Exception {
        broker.oracle().createTopic("electing", 1);
        try (ProducerHarness harness = open(Duration.ofSeconds(5))) {
            Rule rule = broker.faults()
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
        broker.oracle().createTopic("sound", 1);
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
