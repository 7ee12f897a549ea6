package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Consumer.Offsets.AutoCommit}: commits that nobody has to ask for.
 *
 * @param enable whether marked offsets are committed on the interval, when a partition is given up, and at close. Default true
 * @param interval pause between commits. Default 1 s
 */
@RecordBuilder
public record AutoCommitConfig(boolean enable, Duration interval) implements AutoCommitConfigBuilder.With {

    /** The default of every leaf. */
    public static AutoCommitConfig defaults() {
        return new AutoCommitConfig(true, Duration.ofSeconds(1));
    }

    void validate(Violations violations) {
        violations.requireMillis(interval, "Consumer.Offsets.AutoCommit.Interval");
    }
}
