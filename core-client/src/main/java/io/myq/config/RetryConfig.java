package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Retry} of what is given up at some time: how often it is tried again, and after which pause.
 *
 * @param max how many times after the first attempt; 0 for never. What ends retries otherwise is the deadline of the operation
 * @param backoff the first pause. Doubled at each further attempt, with up to 20 % of jitter, up to {@code maxBackoff}
 * @param maxBackoff the longest pause
 */
@RecordBuilder
public record RetryConfig(int max, Duration backoff, Duration maxBackoff) implements RetryConfigBuilder.With {

    /** The default of every leaf. */
    public static RetryConfig defaults() {
        return new RetryConfig(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    void validate(String parent, Violations violations) {
        violations.require(max >= 0, parent + ".Retry.Max", "must not be negative, but is " + max);
        new BackoffConfig(backoff, maxBackoff).validate(parent, violations);
    }
}
