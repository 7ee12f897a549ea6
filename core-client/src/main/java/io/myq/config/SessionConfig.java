package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Consumer.Group.Session}: when a member counts as gone.
 *
 * @param timeout without a heartbeat for so long, a member counts as gone, and its partitions go to others. Must be within
 *     the brokers' {@code group.min.session.timeout.ms} and {@code group.max.session.timeout.ms}, by default 6 s to 30 min.
 *     Under the consumer protocol (KIP-848) the brokers' {@code group.consumer.session.timeout.ms} decides instead. Default 45 s
 */
@RecordBuilder
public record SessionConfig(Duration timeout) implements SessionConfigBuilder.With {

    /** sarama's bound: whole milliseconds, and room for a heartbeat. */
    private static final Duration TOO_SHORT = Duration.ofMillis(2);

    /** The default of every leaf. */
    public static SessionConfig defaults() {
        return new SessionConfig(Duration.ofSeconds(45));
    }

    void validate(Violations violations) {
        violations.requireMoreThan(TOO_SHORT, timeout, "Consumer.Group.Session.Timeout");
    }
}
