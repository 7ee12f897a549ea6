package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.myq.error.MyqException;
import io.myq.message.TopicPartition;
import io.myq.testing.CapturedLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsumerErrorsTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 3);

    private final ConsumerErrors errors = new ConsumerErrors(true);

    @Test
    void tellsWhatHappenedInItsOrder() {
        errors.failed(PARTITION, 2, "it has no leader");
        MyqException end = new MyqException("gone");
        errors.ended(PARTITION, end);
        assertThat(errors.poll()).satisfies(first -> {
            assertThat(first.topicPartition()).isEqualTo(PARTITION);
            assertThat(first.ended()).isFalse();
            assertThat(first.cause()).hasMessage("Cannot read orders-3 (attempt 2), tries on: it has no leader");
        });
        assertThat(errors.drain()).containsExactly(new ConsumerError(PARTITION, end, true));
        assertThat(errors.poll()).isNull();
    }

    @Test
    void whatNobodyReadsIsDroppedAndLoggedOnce() {
        try (CapturedLog log = new CapturedLog(ConsumerErrors.class)) {
            for (int i = 1; i <= ConsumerErrors.MOST_ERRORS + 7; i++) {
                errors.failed(PARTITION, i, "no");
            }
            assertThat(errors.dropped()).isEqualTo(7);
            assertThat(log.lines()).singleElement().asString().contains("Consumer.Return.Errors", "10000 wait");
        }
        assertThat(errors.drain()).hasSize(ConsumerErrors.MOST_ERRORS);
    }

    @Test
    void whoWaitsIsWokenByAnErrorAndByTheEnd() throws Exception {
        CompletableFuture<ConsumerError> waiting = inBackground();
        errors.failed(PARTITION, 1, "no");
        assertThat(waiting.get(30, TimeUnit.SECONDS).topicPartition()).isEqualTo(PARTITION);
        CompletableFuture<ConsumerError> last = inBackground();
        errors.close();
        assertThat(last.get(30, TimeUnit.SECONDS)).isNull();
        await().until(errors::ended);
        errors.failed(PARTITION, 2, "too late");
        assertThat(errors.poll()).isNull();
    }

    private CompletableFuture<ConsumerError> inBackground() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return errors.poll(Duration.ofSeconds(60));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whoDidNotAskForItIsToldHowTo() {
        ConsumerErrors off = new ConsumerErrors(false);
        off.failed(PARTITION, 1, "no");
        off.ended(PARTITION, new MyqException("gone"));
        assertThat(off.drain()).isEmpty();
        assertThatIllegalStateException().isThrownBy(off::reader).withMessageContaining("Consumer.Return.Errors");
    }
}
