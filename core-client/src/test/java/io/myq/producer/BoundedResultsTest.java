package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.testing.CapturedLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedResultsTest {

    private final Counters counters = new Counters();
    private final BoundedResults results = new BoundedResults("Producer.Return.Successes", 10_000_000, counters);

    private static SendResult result(int number, int bytes) {
        return new SendResult(ProducerMessage.of("t", new byte[bytes]), new RecordMetadata("t", 0, number, 0), null);
    }

    private static long offset(SendResult result) {
        return result == null || result.metadata() == null
                ? -1
                : result.metadata().offset();
    }

    @Test
    void givesWhatCameInItsOrder() throws Exception {
        for (int i = 0; i < 4; i++) {
            results.offer(result(i, 1));
        }
        assertThat(offset(results.poll())).isZero();
        assertThat(offset(results.poll(Duration.ZERO))).isEqualTo(1);
        assertThat(results.drain()).extracting(BoundedResultsTest::offset).containsExactly(2L, 3L);
        assertThat(results.poll()).isNull();
        assertThat(results.poll(Duration.ofMillis(1))).isNull();
    }

    @Test
    void dropsWhatHasNoRoomAndLogsThatOnce() {
        try (CapturedLog log = new CapturedLog(BoundedResults.class)) {
            for (int i = 0; i < BoundedResults.MOST_RESULTS + 5; i++) {
                results.offer(result(i, 1));
            }
            assertThat(results.dropped()).isEqualTo(5);
            assertThat(counters.snapshot(0, 0).droppedResults()).isEqualTo(5);
            results.poll();
            results.offer(result(77, 1));
            assertThat(results.dropped()).as("there was room again").isEqualTo(5);
            assertThat(log.lines()).singleElement().asString().contains("Producer.Return.Successes");
        }
    }

    @Test
    void keepsNoMoreBytesThanThat() {
        BoundedResults small = new BoundedResults("Producer.Return.Errors", 1000, counters);
        small.offer(result(0, 5000));
        small.offer(result(1, 1));
        assertThat(small.drain()).as("one is kept whatever its size").hasSize(1);
        for (int i = 0; i < 4; i++) {
            small.offer(result(i, 300));
        }
        assertThat(small.drain()).hasSize(3);
        assertThat(small.dropped()).isEqualTo(2);
    }

    @Test
    void wakesAReader() throws Exception {
        CompletableFuture<SendResult> read = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                read.complete(results.poll(Duration.ofSeconds(60)));
            } catch (InterruptedException e) {
                read.completeExceptionally(e);
            }
        });
        reader.start();
        await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        results.offer(result(5, 1));
        assertThat(offset(read.get(20, TimeUnit.SECONDS))).isEqualTo(5);
    }

    @Test
    void endsWhenItIsClosedAndRead() throws Exception {
        results.offer(result(0, 1));
        results.close();
        results.offer(result(1, 1));
        assertThat(results.ended()).isFalse();
        assertThat(results.poll(Duration.ofSeconds(60))).isNotNull();
        assertThat(results.ended()).isTrue();
        assertThat(results.poll(Duration.ofSeconds(60))).isNull();
    }
}
