package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Producer.Flush}: when a batch is sent.
 *
 * @param frequency how long a batch waits for more messages after its first. Zero: it is sent as soon as nothing is in flight to its
 *     broker, and grows while something is. Default zero
 */
@RecordBuilder
public record FlushConfig(Duration frequency) implements FlushConfigBuilder.With {

    /** The default of every leaf. */
    public static FlushConfig defaults() {
        return new FlushConfig(Duration.ZERO);
    }

    void validate(Violations violations) {
        violations.requireNotNegative(frequency, "Producer.Flush.Frequency");
    }
}
