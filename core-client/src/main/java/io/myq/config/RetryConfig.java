package io.myq.config;

import java.time.Duration;

/**
 * {@code Retry} of what is given up at some time: how often it is tried again, and after which pause.
 *
 * @param max how many times after the first attempt; 0 for never. What ends retries otherwise is the deadline of the operation
 * @param backoff the first pause. Doubled at each further attempt, with up to 20 % of jitter, up to {@code maxBackoff}
 * @param maxBackoff the longest pause
 */
public record RetryConfig(int max, Duration backoff, Duration maxBackoff) {

    /** The default of every leaf. */
    public static RetryConfig defaults() {
        return new RetryConfig(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    public RetryConfig withMax(int max) {
        return new RetryConfig(max, backoff, maxBackoff);
    }

    public RetryConfig withBackoff(Duration backoff) {
        return new RetryConfig(max, backoff, maxBackoff);
    }

    public RetryConfig withMaxBackoff(Duration maxBackoff) {
        return new RetryConfig(max, backoff, maxBackoff);
    }

    void validate(String parent, Violations violations) {
        violations.require(max >= 0, parent + ".Retry.Max", "must not be negative, but is " + max);
        new BackoffConfig(backoff, maxBackoff).validate(parent, violations);
    }
}
