package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.error.NotWrittenException;
import io.myq.error.SendException;
import io.myq.faults.Direction;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules of the callback thread. */
class CallbacksIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static final byte[] VALUE = new byte[1000];

    @BeforeAll
    static void createTopic() throws Exception {
        broker.oracle().createTopic("callbacks", 2);
    }

    private static ProducerMessage message() {
        return ProducerMessage.of("callbacks", VALUE);
    }

    private static SendCallback acknowledged(Consumer<Long> action) {
        return new SendCallback() {
            @Override
            public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
                action.accept(offset);
            }

            @Override
            public void onFailed(SendException cause) {
                action.accept(-2L);
            }
        };
    }

    @Test
    void completesFuturesOnTheCallbackThread() throws Exception {
        Config config = Config.defaults().withClientId("mine");
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses(), config)) {
            AtomicReference<String> thread = new AtomicReference<>();
            CountDownLatch ran = new CountDownLatch(1);
            harness.producer().send(message(), acknowledged(offset -> {
                thread.set(Thread.currentThread().getName());
                ran.countDown();
            }));
            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(thread.get()).isEqualTo("mine-callbacks");
        }
    }

    @Test
    void goesOnAfterACallbackThatThrows() throws Exception {
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            AtomicInteger called = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                harness.producer().send(message(), acknowledged(offset -> {
                    called.incrementAndGet();
                    throw new IllegalStateException("thrown by a test's callback");
                }));
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(20))).isTrue();
            assertThat(called).hasValue(3);
            assertThat(harness.sync().sendMessage(message()).offset()).isNotNegative();
        }
    }

    @Test
    void sendsFromACallbackWhileTheBufferIsFull() throws Exception {
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(),
                config -> config.withBufferMemory(20_000)
                        .withMaxMessageBytes(5000)
                        .withMaxBlock(Duration.ofSeconds(20)))) {
            AtomicInteger second = new AtomicInteger();
            Queue<Long> refused = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 500; i++) {
                harness.producer()
                        .send(
                                message(),
                                acknowledged(offset -> harness.producer().send(message(), acknowledged(o -> {
                                    second.incrementAndGet();
                                    if (o < 0) {
                                        refused.add(o);
                                    }
                                }))));
            }
            await().atMost(60, TimeUnit.SECONDS).until(() -> second.get() == 500);
            assertThat(refused).isEmpty();
        }
    }

    @Test
    void neverLetsACallbackWaitForMemoryOrForOutcomes() throws Exception {
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(),
                config -> config.withBufferMemory(20_000)
                        .withMaxMessageBytes(5000)
                        .withMaxBlock(Duration.ofMinutes(5)))) {
            CompletableFuture<Integer> refused = new CompletableFuture<>();
            CompletableFuture<Throwable> waiting = new CompletableFuture<>();
            Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
            harness.producer().send(message(), acknowledged(offset -> {
                for (int i = 0; i < 100; i++) {
                    harness.producer().send(message()).whenComplete((metadata, failure) -> {
                        if (failure != null) {
                            failures.add(failure);
                        }
                    });
                }
                try {
                    harness.sync().sendMessage(message());
                } catch (SendException e) {
                    waiting.complete(e);
                }
                refused.complete(1);
            }));
            refused.get(20, TimeUnit.SECONDS);
            assertThat(waiting.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("a callback cannot wait for an outcome");
            assertThat(harness.producer().flush(Duration.ofSeconds(20))).isTrue();
            assertThat(failures)
                    .isNotEmpty()
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(NotWrittenException.class)
                            .hasMessageContaining("a callback cannot wait for it")
                            .hasMessageContaining("Producer.BufferMemory"));
        }
    }

    @Test
    void flushesFromACallback() throws Exception {
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            CompletableFuture<Boolean> flushed = new CompletableFuture<>();
            harness.producer().send(message(), acknowledged(offset -> {
                harness.producer().send(message());
                try {
                    flushed.complete(harness.producer().flush(Duration.ofSeconds(20)));
                } catch (InterruptedException e) {
                    flushed.completeExceptionally(e);
                }
            }));
            assertThat(flushed.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closesFromACallbackWhileAnotherThreadCloses() throws Exception {
        ProducerHarness harness = ProducerHarness.open(broker.addresses());
        CompletableFuture<CloseReport> inner = new CompletableFuture<>();
        CompletableFuture<RecordMetadata> last = new CompletableFuture<>();
        CountDownLatch inCallback = new CountDownLatch(1);
        harness.producer().send(message(), acknowledged(offset -> {
            harness.producer().send(message()).whenComplete((metadata, failure) -> last.complete(metadata));
            inCallback.countDown();
            inner.complete(harness.producer().close(Duration.ofSeconds(20)));
        }));
        assertThat(inCallback.await(20, TimeUnit.SECONDS)).isTrue();
        CloseReport outer = harness.producer().close(Duration.ofSeconds(20));
        assertThat(inner.get(20, TimeUnit.SECONDS)).isSameAs(outer);
        assertThat(outer.complete()).isTrue();
        assertThat(last.get(20, TimeUnit.SECONDS)).as("sent before the close").isNotNull();
        harness.close();
    }

    @Test
    void goesOnSendingWhileACallbackIsSlow() throws Exception {
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            CountDownLatch release = new CountDownLatch(1);
            harness.producer().send(message(), acknowledged(offset -> await().until(() -> release.getCount() == 0)));
            for (int i = 0; i < 100; i++) {
                harness.producer().send(message());
            }
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> harness.producer().metrics().records() == 101);
            release.countDown();
            assertThat(harness.producer().flush(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void completesEverythingWhenTheLoopFails() throws Exception {
        ProducerHarness harness = ProducerHarness.open(broker.proxied());
        harness.sync().sendMessage(message());
        // nothing is answered any more
        broker.cluster().blackhole(1, Direction.RESPONSE);
        CompletableFuture<RecordMetadata> sent = harness.producer().send(message());
        CompletableFuture<RecordMetadata> waiting = harness.producer().send(ProducerMessage.of("unknown-yet", VALUE));
        harness.loop().execute(() -> {
            throw new IllegalStateException("a fault of a test");
        });
        assertThatThrownBy(() -> sent.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SendException.class)
                .hasMessageContaining("the client failed (java.lang.IllegalStateException: a fault of a test)");
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(NotWrittenException.class);
        for (String topic : new String[] {"callbacks", "another"}) {
            assertThatThrownBy(() -> harness.producer()
                            .send(ProducerMessage.of(topic, VALUE))
                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("a fault of a test");
        }
        assertThat(harness.producer().flush(Duration.ofSeconds(5))).isTrue();
        assertThat(harness.producer().close(Duration.ofSeconds(5)).complete()).isTrue();
    }
}
