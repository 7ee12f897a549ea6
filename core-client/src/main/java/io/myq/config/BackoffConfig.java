package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Retry} of what is tried for ever: the pauses between attempts.
 *
 * @param backoff the first pause. Doubled at each further attempt, with 20 % of jitter, up to {@code maxBackoff}. Default
 *     100 ms
 * @param maxBackoff the longest pause. Default 1 s
 */
@RecordBuilder
public record BackoffConfig(Duration backoff, Duration maxBackoff) implements BackoffConfigBuilder.With {

    /** The default of every leaf. */
    public static BackoffConfig defaults() {
        return new BackoffConfig(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    void validate(String parent, Violations violations) {
        violations.requirePositive(backoff, parent + ".Retry.Backoff");
        violations.require(
                maxBackoff.compareTo(backoff) >= 0,
                parent + ".Retry.MaxBackoff",
                "must not be less than " + parent + ".Retry.Backoff (" + Violations.text(backoff) + "), but is "
                        + Violations.text(maxBackoff));
    }
}
