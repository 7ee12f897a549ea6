package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Producer.Breaker}: keeps a topic whose metadata cannot be had from being asked for on every message. Messages
 * wait meanwhile; none fails before its {@code Producer.DeliveryTimeout}.
 *
 * @param failures after so many failures in a row the topic rests. Default 3
 * @param rest how long. Default 10 s
 */
@RecordBuilder
public record BreakerConfig(int failures, Duration rest) implements BreakerConfigBuilder.With {

    /** The default of every leaf. */
    public static BreakerConfig defaults() {
        return new BreakerConfig(3, Duration.ofSeconds(10));
    }

    void validate(Violations violations) {
        violations.require(failures > 0, "Producer.Breaker.Failures", "must be at least 1, but is " + failures);
        violations.requireNotNegative(rest, "Producer.Breaker.Rest");
    }
}
