package io.myq.config;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;

/**
 * {@code Consumer.Group}: membership in groups.
 *
 * @param sessionTimeout without a heartbeat for so long, a member counts as gone. Default 45 s
 * @param heartbeatInterval pause between heartbeats. Default 3 s
 * @param strategies offered in this order; the group takes the first that all members offer. Default
 *     cooperative-sticky, then range
 * @param rebalanceTimeout how long members may take to finish their work and join again. Default 60 s
 */
@RecordBuilder
public record GroupConfig(
        Duration sessionTimeout,
        Duration heartbeatInterval,
        List<BalanceStrategy> strategies,
        Duration rebalanceTimeout)
        implements GroupConfigBuilder.With {

    /** The default of every leaf. */
    public static GroupConfig defaults() {
        return new GroupConfig(
                Duration.ofSeconds(45),
                Duration.ofSeconds(3),
                List.of(BalanceStrategies.cooperativeSticky(), BalanceStrategies.range()),
                Duration.ofSeconds(60));
    }

    void validate(Violations violations) {
        violations.requirePositive(sessionTimeout, "Consumer.Group.SessionTimeout");
        violations.requirePositive(heartbeatInterval, "Consumer.Group.HeartbeatInterval");
        violations.require(
                heartbeatInterval.compareTo(sessionTimeout) < 0,
                "Consumer.Group.HeartbeatInterval",
                "must be less than Consumer.Group.SessionTimeout (" + Violations.text(sessionTimeout) + "), but is "
                        + Violations.text(heartbeatInterval));
        violations.require(!strategies.isEmpty(), "Consumer.Group.Strategies", "must name at least one strategy");
        violations.requirePositive(rebalanceTimeout, "Consumer.Group.RebalanceTimeout");
    }
}
