package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code Consumer.Retry}: what happens after reading a partition failed, and after requests of a group did.
 *
 * @param max how many times in a row reading a partition is tried again before {@code poll} throws what happened, and reading
 *     ends; a group's claim begins anew after that, as after any failure of its handler. 0 for ever. Default 0: a consumer
 *     that gave up is not noticed
 * @param backoff the first pause. Doubled at each further attempt, with up to 20 % of jitter, up to {@code maxBackoff}.
 *     Default 100 ms
 * @param maxBackoff the longest pause. Default 1 s
 * @param backoffFunc replaces both pauses. Default {@code null}
 */
@RecordBuilder
public record ConsumerRetryConfig(
        int max,
        Duration backoff,
        Duration maxBackoff,
        @Nullable BackoffFunction backoffFunc) implements ConsumerRetryConfigBuilder.With {

    /** The default of every leaf. */
    public static ConsumerRetryConfig defaults() {
        BackoffConfig pauses = BackoffConfig.defaults();
        return new ConsumerRetryConfig(0, pauses.backoff(), pauses.maxBackoff(), null);
    }

    /**
     * Whether reading a partition is given up.
     *
     * @param failures in a row so far
     */
    public boolean isExhausted(int failures) {
        return max > 0 && failures > max;
    }

    /** The same pauses, with a limit that says "for ever" as a number. */
    public RetryConfig pauses() {
        return new RetryConfig(max == 0 ? Integer.MAX_VALUE : max, backoff, maxBackoff, backoffFunc);
    }

    void validate(Violations violations) {
        new RetryConfig(max, backoff, maxBackoff, backoffFunc).validate("Consumer", violations);
    }
}
