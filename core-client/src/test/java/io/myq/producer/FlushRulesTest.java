package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.ProducerConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlushRulesTest {

    private static final ProducerConfig DEFAULTS = ProducerConfig.defaults();

    private static FlushRules rules(UnaryOperator<ProducerConfig> change) {
        return new FlushRules(change.apply(DEFAULTS));
    }

    private static long millis(FlushRules rules) {
        return TimeUnit.NANOSECONDS.toMillis(rules.waitNanos());
    }

    @Test
    void areAdaptiveWhenNothingIsSet() {
        FlushRules rules = rules(config -> config);
        assertThat(rules.adaptive()).isTrue();
        assertThat(rules.gathering()).isFalse();
        assertThat(rules.counting()).isFalse();
        assertThat(rules.maxMessages()).isEqualTo(Integer.MAX_VALUE);
        assertThat(rules(config -> config.withFlush(config.flush().withMaxMessages(5)))
                        .adaptive())
                .isTrue();
    }

    @Test
    void doNotWaitWithoutLinger() {
        FlushRules rules = rules(config -> config.withLinger(Duration.ZERO));
        assertThat(rules.adaptive()).isFalse();
        assertThat(rules.gathering()).isFalse();
    }

    @Test
    void waitForTheLinger() {
        FlushRules rules = rules(config -> config.withLinger(Duration.ofMillis(5)));
        assertThat(millis(rules)).isEqualTo(5);
    }

    @Test
    void waitForTheBrokersFrequency() {
        FlushRules rules = rules(config -> config.withFlush(config.flush().withFrequency(Duration.ofMillis(30))));
        assertThat(millis(rules)).isEqualTo(30);
        assertThat(rules.adaptive()).isFalse();
    }

    @Test
    void waitASecondForLeftoversButNotUntilTheyExpire() {
        FlushRules rules = rules(config -> config.withFlush(config.flush().withBytes(5)));
        assertThat(millis(rules)).isEqualTo(1000);
        rules = rules(
                config -> config.withFlush(config.flush().withMessages(5)).withDeliveryTimeout(Duration.ofMillis(800)));
        assertThat(millis(rules)).isEqualTo(400);
    }

    @Test
    void takeTheShorterOfLingerAndFrequency() {
        UnaryOperator<ProducerConfig> both =
                config -> config.withFlush(config.flush().withFrequency(Duration.ofMillis(30)));
        FlushRules rules = rules(config -> both.apply(config).withLinger(Duration.ofMillis(10)));
        assertThat(millis(rules)).isEqualTo(10);
        rules = rules(config -> both.apply(config).withLinger(Duration.ofMillis(40)));
        assertThat(millis(rules)).isEqualTo(30);
    }

    @Test
    void leaveTheTimeToLingerWhereBytesAreCountedToo() {
        FlushRules rules = rules(config -> config.withLinger(Duration.ofSeconds(3))
                .withFlush(config.flush().withBytes(9)));
        assertThat(millis(rules)).isEqualTo(3000);
        assertThat(rules.counting()).isTrue();
    }

    @Test
    void tellOneSenderThatALimitIsReached() {
        FlushTrigger trigger =
                new FlushTrigger(rules(config -> config.withFlush(config.flush().withMessages(1000))));
        AtomicInteger told = new AtomicInteger();
        CompletableFuture<?>[] senders = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 250; i++) {
                        if (trigger.add(100, 1)) {
                            told.incrementAndGet();
                        }
                    }
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(senders).join();
        assertThat(told).hasValue(1);
        assertThat(trigger.reached()).isTrue();
        trigger.remove(100, 1);
        assertThat(trigger.reached()).isFalse();
        assertThat(trigger.add(100, 1)).isTrue();
    }
}
