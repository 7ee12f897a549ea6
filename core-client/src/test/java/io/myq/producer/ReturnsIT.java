package io.myq.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.config.ReturnConfig;
import io.myq.error.NotWrittenException;
import io.myq.error.OutcomeUnknownException;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.message.Header;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a sender may add to a message, and how it hears of its outcome: interceptors, streams, times of single calls. */
class ReturnsIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static final byte[] VALUE = new byte[1000];

    @Test
    void interceptorsSeeAMessageOnceHoweverOftenItIsSent() throws Exception {
        broker.oracle().createTopic("once", 1);
        AtomicInteger seen = new AtomicInteger();
        broker.faults()
                .add(Match.requests(ApiKeys.PRODUCE).times(3), Actions.refuse(Errors.NOT_ENOUGH_REPLICAS.code()));
        try (ProducerHarness harness = ProducerHarness.open(
                broker.proxied(),
                config -> config.withInterceptors(List.of(
                        message -> message.withHeader(Header.of("n", "" + seen.incrementAndGet())),
                        message -> message.withHeader(Header.of("last", "yes")))))) {
            harness.sync().sendMessage(ProducerMessage.of("once", VALUE));
            assertThat(harness.producer().metrics().retries()).isEqualTo(3);
        }
        assertThat(seen).hasValue(1);
        assertThat(broker.oracle().readAll("once").get(0).headers().toArray())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly("n=1", "last=yes");
    }

    @Test
    void anInterceptorThatThrowsFailsThatOneMessage() throws Exception {
        broker.oracle().createTopic("checked", 1);
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(),
                config -> config.withInterceptors(List.of(message -> {
                            if (message.key() != null) {
                                throw new IllegalArgumentException("keys are not allowed");
                            }
                            return message;
                        }))
                        .withReturns(new ReturnConfig(true, true)))) {
            List<SendResult> results = harness.sync()
                    .sendMessages(List.of(
                            ProducerMessage.of("checked", VALUE),
                            ProducerMessage.of("checked", VALUE, VALUE),
                            ProducerMessage.of("checked", VALUE)));
            assertThat(results.get(1).failure())
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("interceptor 1 of 1, ")
                    .hasMessageContaining("keys are not allowed");
            assertThat(results.get(0).metadata().offset()).isZero();
            assertThat(results.get(2).metadata().offset()).isEqualTo(1);
            assertThat(harness.producer().successes().drain()).hasSize(2);
            assertThat(harness.producer().errors().drain())
                    .singleElement()
                    .satisfies(result -> assertThat(result.message().key()).isSameAs(VALUE));
        }
        assertThat(broker.oracle().readAll("checked")).hasSize(2);
    }

    @Test
    void streamsTellEveryOutcomeOnceInOrderAndEndWithTheProducer() throws Exception {
        broker.oracle().createTopic("streamed", 1);
        List<ProducerMessage> sent = new ArrayList<>();
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(),
                config -> config.withReturns(new ReturnConfig(true, true)).withMaxMessageBytes(5000))) {
            ResultStream successes = harness.producer().successes();
            ResultStream errors = harness.producer().errors();
            Outcomes outcomes = new Outcomes();
            for (int i = 0; i < 1000; i++) {
                ProducerMessage message =
                        ProducerMessage.of("streamed", i % 100 == 99 ? new byte[6000] : ("" + i).getBytes(UTF_8));
                sent.add(message);
                harness.producer().send(message, outcomes.next());
            }
            List<ProducerMessage> acknowledged = new ArrayList<>();
            for (int offset = 0; offset < 990; offset++) {
                SendResult result = successes.poll(Duration.ofSeconds(30));
                assertThat(result).isNotNull();
                assertThat(result.failure()).isNull();
                assertThat(result.metadata().offset()).isEqualTo(offset);
                acknowledged.add(result.message());
            }
            List<SendResult> failed = new ArrayList<>();
            while (failed.size() < 10) {
                failed.add(errors.poll(Duration.ofSeconds(30)));
            }
            assertThat(failed)
                    .allSatisfy(
                            result -> assertThat(result.failure()).hasMessageContaining("Producer.MaxMessageBytes"));
            acknowledged.addAll(failed.stream().map(SendResult::message).toList());
            assertThat(acknowledged).hasSize(1000).containsAll(sent);
            assertThat(successes.ended()).isFalse();
            assertThat(outcomes.count()).as("callbacks are told too").isEqualTo(1000);

            harness.producer().close(Duration.ofSeconds(20));
            assertThat(successes.poll(Duration.ofSeconds(60))).isNull();
            await().until(() -> successes.ended() && errors.ended());
        }
    }

    @Test
    void aStreamThatNobodyReadsHoldsNobodyUp() throws Exception {
        broker.oracle().createTopic("unread", 1);
        try (ProducerHarness harness =
                ProducerHarness.open(broker.addresses(), config -> config.withReturns(new ReturnConfig(true, false)))) {
            for (int i = 0; i < 12_000; i++) {
                harness.producer().send(ProducerMessage.of("unread", new byte[1]), new Outcomes().next());
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(60))).isTrue();
            assertThat(harness.producer().metrics().records()).isEqualTo(12_000);
            assertThat(harness.producer().metrics().droppedResults()).isEqualTo(2_000);
            assertThat(harness.producer().successes().dropped()).isEqualTo(2_000);
            assertThat(harness.producer().successes().drain()).hasSize(10_000);
        }
    }

    @Test
    void aStreamThatIsOffSaysSo() {
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            assertThatThrownBy(() -> harness.producer().successes())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("There is no such stream: Producer.Return.Successes is false");
            assertThatThrownBy(() -> harness.producer().errors())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("There is no such stream: Producer.Return.Errors is false");
        }
    }

    @Test
    void aCallThatHasLittleTimeEndsInItAndItsMessageIsDeliveredAllTheSame() throws Exception {
        broker.oracle().createTopic("hurried", 1);
        try (ProducerHarness harness =
                ProducerHarness.open(broker.proxied(), config -> config.withReturns(new ReturnConfig(true, false)))) {
            ProducerMessage message = ProducerMessage.of("hurried", VALUE);
            assertThat(harness.sync()
                            .sendMessage(message, Duration.ofSeconds(30))
                            .offset())
                    .isZero();
            try (Rule held = broker.faults().add(Match.responses(ApiKeys.PRODUCE), Actions.hold())) {
                CompletableFuture<RecordMetadata> future = harness.producer().send(message, Duration.ofMillis(300));
                assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(OutcomeUnknownException.class)
                        .hasMessageContaining(
                                "A message to topic 'hurried' had no outcome within the 300 ms of this call")
                        .hasMessageContaining("on its way until Producer.DeliveryTimeout");
                assertThat(harness.sync().sendMessages(List.of(message, message), Duration.ofSeconds(1)))
                        .hasSize(2)
                        .allSatisfy(result -> assertThat(result.failure()).isInstanceOf(OutcomeUnknownException.class));
                assertThat(held.hits()).isPositive();
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(60))).isTrue();
            assertThat(harness.producer().successes().drain()).hasSize(4);
        }
        assertThat(broker.oracle().readAll("hurried")).hasSize(4);
    }

    @Test
    void aCallThatHasLittleTimeWaitsForMemoryNoLonger() throws Exception {
        broker.oracle().createTopic("full-memory", 1);
        try (ProducerHarness harness = ProducerHarness.open(
                broker.proxied(),
                config -> config.withBufferMemory(20_000)
                        .withMaxMessageBytes(5000)
                        .withMaxBlock(Duration.ofMinutes(5)))) {
            ProducerMessage message = ProducerMessage.of("full-memory", VALUE);
            harness.sync().sendMessage(message);
            try (Rule held = broker.faults().add(Match.responses(ApiKeys.PRODUCE), Actions.hold())) {
                List<ProducerMessage> many = java.util.Collections.nCopies(100, message);
                List<SendResult> results = harness.sync().sendMessages(many, Duration.ofSeconds(2));
                assertThat(results).hasSize(100);
                assertThat(results.get(0).failure()).isInstanceOf(OutcomeUnknownException.class);
                assertThat(results)
                        .extracting(SendResult::failure)
                        .filteredOn(NotWrittenException.class::isInstance)
                        .extracting(Throwable::getMessage)
                        .anySatisfy(text -> assertThat(text)
                                .contains("no buffer memory for a message to topic 'full-memory'")
                                .contains("which is all the time that its call has left"))
                        .anySatisfy(text -> assertThat(text)
                                .contains("the time for all messages of this call (2000 ms) was over before the turn"));
                assertThat(held.hits()).isPositive();
            }
        }
    }
}
