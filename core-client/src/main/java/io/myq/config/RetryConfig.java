package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code Retry} of what is given up at some time: how often it is tried again, and after which pause.
 *
 * @param max how many times after the first attempt; 0 for never
 * @param backoff the first pause. Doubled at each further attempt, with up to 20 % of jitter, up to {@code maxBackoff}.
 *     Default 100 ms
 * @param maxBackoff the longest pause. Default 1 s
 * @param backoffFunc replaces both pauses. Default {@code null}
 */
@RecordBuilder
public record RetryConfig(
        int max,
        Duration backoff,
        Duration maxBackoff,
        @Nullable BackoffFunction backoffFunc) implements RetryConfigBuilder.With {

    /** The default pauses, with so many retries. */
    static RetryConfig times(int max) {
        BackoffConfig pauses = BackoffConfig.defaults();
        return new RetryConfig(max, pauses.backoff(), pauses.maxBackoff(), null);
    }

    void validate(String parent, Violations violations) {
        violations.require(max >= 0, parent + ".Retry.Max", "must not be negative, but is " + max);
        new BackoffConfig(backoff, maxBackoff).validate(parent, violations);
    }
}
