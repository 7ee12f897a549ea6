package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Consumer.Offsets}: where groups begin, and when they commit.
 *
 * @param initial for a partition without a committed offset. Default newest
 * @param autoCommit whether marked offsets are committed on the interval, when a partition is given up, and at close. Default true
 * @param autoCommitInterval pause between commits. Default 1 s
 */
@RecordBuilder
public record OffsetsConfig(OffsetInitial initial, boolean autoCommit, Duration autoCommitInterval)
        implements OffsetsConfigBuilder.With {

    /** The default of every leaf. */
    public static OffsetsConfig defaults() {
        return new OffsetsConfig(OffsetInitial.NEWEST, true, Duration.ofSeconds(1));
    }

    void validate(Violations violations) {
        violations.requirePositive(autoCommitInterval, "Consumer.Offsets.AutoCommitInterval");
    }
}
