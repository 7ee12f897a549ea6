package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.error.NotWrittenException;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Buffer memory, where no broker ever takes anything. */
class BackPressureTest {

    private static final String NOWHERE = "localhost:1";

    private static ProducerHarness open(Duration maxBlock, Duration deliveryTimeout) {
        return ProducerHarness.open(
                NOWHERE,
                config -> config.withBufferMemory(100_000)
                        .withMaxMessageBytes(20_000)
                        .withMaxBlock(maxBlock)
                        .withDeliveryTimeout(deliveryTimeout));
    }

    private static List<CompletableFuture<RecordMetadata>> fill(ProducerHarness harness) {
        List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            futures.add(harness.producer().send(ProducerMessage.of("t", new byte[10_000])));
        }
        return futures;
    }

    @Test
    void waitsForMemoryNoLongerThanMaxBlock() {
        try (ProducerHarness harness = open(Duration.ofMillis(400), Duration.ofMinutes(1))) {
            fill(harness);
            long start = System.nanoTime();
            CompletableFuture<RecordMetadata> late = harness.producer().send(ProducerMessage.of("t", new byte[10_000]));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(390), Duration.ofSeconds(5));
            assertThatThrownBy(() -> late.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("no buffer memory for a message to topic 't' after 4")
                    .hasMessageContaining("of 100000 bytes are taken")
                    .hasMessageContaining("raise Producer.BufferMemory");
            assertThat(harness.producer().metrics().bufferedBytes()).isLessThanOrEqualTo(100_000);
            assertThat(harness.producer().metrics().waitingRecords()).isEqualTo(9);
            harness.producer().close(Duration.ZERO);
        }
    }

    @Test
    void getsMemoryWhenOldMessagesExpire() {
        try (ProducerHarness harness = open(Duration.ofSeconds(30), Duration.ofSeconds(1))) {
            List<CompletableFuture<RecordMetadata>> first = fill(harness);
            CompletableFuture<RecordMetadata> late = harness.producer().send(ProducerMessage.of("t", new byte[10_000]));
            await().atMost(10, TimeUnit.SECONDS).until(() -> first.get(0).isDone());
            await().atMost(10, TimeUnit.SECONDS).until(late::isDone);
            assertThat(harness.producer().metrics().failedRecords()).isEqualTo(10);
            assertThat(harness.producer().metrics().bufferedBytes()).isZero();
        }
    }

    @Test
    void endsTheWaitForMemoryWhenTheProducerCloses() {
        try (ProducerHarness harness = open(Duration.ofMinutes(5), Duration.ofMinutes(5))) {
            fill(harness);
            CompletableFuture<CompletableFuture<RecordMetadata>> blocked = CompletableFuture.supplyAsync(
                    () -> harness.producer().send(ProducerMessage.of("t", new byte[10_000])));
            CloseReport report = harness.producer().close(Duration.ofMillis(300));
            assertThat(report.notWritten().values())
                    .containsExactly(report.notWritten().values().iterator().next());
            assertThatThrownBy(() -> blocked.get(10, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void failsAMessageWhenItsThreadIsInterruptedInTheWait() throws Exception {
        try (ProducerHarness harness = open(Duration.ofMinutes(5), Duration.ofMinutes(5))) {
            fill(harness);
            CompletableFuture<RecordMetadata> outcome = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread sender = new Thread(() -> {
                harness.producer()
                        .send(ProducerMessage.of("t", new byte[10_000]))
                        .whenComplete((metadata, failure) -> outcome.completeExceptionally(failure));
                flag.complete(Thread.currentThread().isInterrupted());
            });
            sender.start();
            await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);
            sender.interrupt();
            assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("interrupted while it waited for buffer memory");
            assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
            harness.producer().close(Duration.ZERO);
        }
    }
}
