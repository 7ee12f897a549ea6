package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Consumer.Group.Heartbeat}: how a member shows that it is there.
 *
 * @param interval pause between heartbeats; less than {@code Consumer.Group.Session.Timeout}, best at most a third of it.
 *     Under the consumer protocol (KIP-848) the broker says how long the pause is. Default 3 s
 */
@RecordBuilder
public record HeartbeatConfig(Duration interval) implements HeartbeatConfigBuilder.With {

    /** The default of every leaf. */
    public static HeartbeatConfig defaults() {
        return new HeartbeatConfig(Duration.ofSeconds(3));
    }

    void validate(SessionConfig session, Violations violations) {
        violations.requireMillis(interval, "Consumer.Group.Heartbeat.Interval");
        violations.require(
                interval.compareTo(session.timeout()) < 0,
                "Consumer.Group.Heartbeat.Interval",
                "must be less than Consumer.Group.Session.Timeout (" + Violations.text(session.timeout()) + "), but is "
                        + Violations.text(interval));
    }
}
