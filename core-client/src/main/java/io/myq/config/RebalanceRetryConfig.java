package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Consumer.Group.Rebalance.Retry}: how often a member tries to join again when that failed.
 *
 * @param max how many times after the first attempt, in a row, before the member ends with what happened; 0 for never.
 *     What cannot get better ends the member at once. Default without limit: a consumer that gave up is not noticed
 * @param backoff the first pause. Doubled at each further attempt, with up to 20 % of jitter, up to {@code
 *     Consumer.Retry.MaxBackoff}. Default 100 ms
 */
@RecordBuilder
public record RebalanceRetryConfig(int max, Duration backoff) implements RebalanceRetryConfigBuilder.With {

    /** The default of every leaf. */
    public static RebalanceRetryConfig defaults() {
        return new RebalanceRetryConfig(Integer.MAX_VALUE, Duration.ofMillis(100));
    }

    void validate(Violations violations) {
        violations.requireNotNegative(max, "Consumer.Group.Rebalance.Retry.Max");
        violations.requirePositive(backoff, "Consumer.Group.Rebalance.Retry.Backoff");
    }
}
