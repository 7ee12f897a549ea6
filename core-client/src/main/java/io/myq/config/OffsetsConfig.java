package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Consumer.Offsets}: where groups begin, and when they commit.
 *
 * @param autoCommit commits that nobody has to ask for
 * @param commitInterval has no effect. Deprecated, for those who come from sarama: set {@code AutoCommit.Interval} instead.
 *     Default zero
 * @param initial for a partition without a committed offset. Default newest
 * @param retention how long brokers keep a committed offset; zero for the brokers' own {@code offsets.retention.minutes}. Only
 *     brokers before 2.1 look at it: later ones keep offsets as long as the group has members, and then as long as they
 *     themselves say (KIP-211). Default zero
 * @param retry commits that failed
 * @param outOfRange what happens where the log does not have the offset that is to be read. Default {@link
 *     OutOfRangePolicy#EARLIEST}
 */
@RecordBuilder
public record OffsetsConfig(
        AutoCommitConfig autoCommit,
        Duration commitInterval,
        OffsetInitial initial,
        Duration retention,
        OffsetsRetryConfig retry,
        OutOfRangePolicy outOfRange)
        implements OffsetsConfigBuilder.With {

    /** The default of every leaf. */
    public static OffsetsConfig defaults() {
        return new OffsetsConfig(
                AutoCommitConfig.defaults(),
                Duration.ZERO,
                OffsetInitial.NEWEST,
                Duration.ZERO,
                OffsetsRetryConfig.defaults(),
                OutOfRangePolicy.EARLIEST);
    }

    void validate(Violations violations) {
        autoCommit.validate(violations);
        violations.requireNotNegative(commitInterval, "Consumer.Offsets.CommitInterval");
        violations.requireNotNegative(retention, "Consumer.Offsets.Retention");
        retry.validate(violations);
    }
}
