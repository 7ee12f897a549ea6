package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Producer.Breaker}: keeps a topic that the cluster cannot tell about from being asked for on every message.
 * Messages wait meanwhile; none fails for that before its {@code Producer.DeliveryTimeout}, and then the cause is what the
 * cluster said. Topics that are read as well do not rest.
 *
 * @param failures after so many failures in a row the topic rests. Those closer together than {@code
 *     Metadata.Retry.MaxBackoff} count once, for a topic that is just being made needs some questions. Default 3
 * @param rest how long, until it is asked about once more; zero for never. Default 10 s
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
