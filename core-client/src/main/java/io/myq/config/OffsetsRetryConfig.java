package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * {@code Consumer.Offsets.Retry}: commits that failed.
 *
 * @param max how many times the last commit before a close is tried again; 0 for never. Commits in between are tried until one
 *     succeeds. Default 3
 */
@RecordBuilder
public record OffsetsRetryConfig(int max) implements OffsetsRetryConfigBuilder.With {

    /** The default of every leaf. */
    public static OffsetsRetryConfig defaults() {
        return new OffsetsRetryConfig(3);
    }

    void validate(Violations violations) {
        violations.requireNotNegative(max, "Consumer.Offsets.Retry.Max");
    }
}
