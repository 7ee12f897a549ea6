package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * {@code Consumer.Offsets.Retry}: commits that failed.
 *
 * @param max how many times the last commit before a close is tried again, within the close's time; 0 for never. Commits in
 *     between are tried until one succeeds. Default as often as the time allows
 */
@RecordBuilder
public record OffsetsRetryConfig(int max) implements OffsetsRetryConfigBuilder.With {

    /** The default of every leaf. */
    public static OffsetsRetryConfig defaults() {
        return new OffsetsRetryConfig(Integer.MAX_VALUE);
    }

    void validate(Violations violations) {
        violations.requireNotNegative(max, "Consumer.Offsets.Retry.Max");
    }
}
