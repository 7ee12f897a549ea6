package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.BackoffFunction;
import io.myq.config.Config;
import io.myq.config.ProducerRetryConfig;
import io.myq.config.RetryConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration FIRST = Duration.ofMillis(70);

    @Test
    void doublesUpToTheLongestWithoutAFunction() {
        RetryConfig retry = new RetryConfig(5, FIRST, Duration.ofMillis(200), null);
        for (int i = 0; i < 100; i++) {
            assertThat(Backoff.pause(retry, 1)).isBetween(Duration.ofMillis(56), Duration.ofMillis(84));
            assertThat(Backoff.pause(retry, 2)).isBetween(Duration.ofMillis(112), Duration.ofMillis(168));
            assertThat(Backoff.pause(retry, 1000)).isBetween(Duration.ofMillis(160), Duration.ofMillis(200));
        }
    }

    @Test
    void asksTheFunctionWithTheFailuresAndTheMostRetries() {
        List<String> asked = new ArrayList<>();
        RetryConfig retry = retry((retries, max) -> {
            asked.add(retries + " of " + max);
            return Duration.ofSeconds(retries);
        });
        assertThat(Backoff.pause(retry, 1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Backoff.pause(retry, 4)).isEqualTo(Duration.ofSeconds(4));
        assertThat(asked).containsExactly("1 of 5", "4 of 5");
        assertThat(Backoff.pause(retry((retries, max) -> Duration.ZERO), 1)).isEqualTo(Duration.ZERO);
    }

    @Test
    void standsUpToAFunctionThatThrowsOrGivesNonsense() {
        assertThat(Backoff.pause(
                        retry((retries, max) -> {
                            throw new IllegalStateException("no idea");
                        }),
                        3))
                .isEqualTo(FIRST);
        assertThat(Backoff.pause(
                        retry((retries, max) -> {
                            throw new NoClassDefFoundError("gone");
                        }),
                        3))
                .isEqualTo(FIRST);
        assertThat(Backoff.pause(retry((retries, max) -> Duration.ofMillis(-1)), 1))
                .isEqualTo(FIRST);
        assertThat(Backoff.pause(retry((retries, max) -> null), 1)).isEqualTo(FIRST);
    }

    private static RetryConfig retry(BackoffFunction function) {
        ProducerRetryConfig defaults = Config.defaults().producer().retry();
        return new RetryConfig(5, FIRST, defaults.maxBackoff(), function);
    }
}
