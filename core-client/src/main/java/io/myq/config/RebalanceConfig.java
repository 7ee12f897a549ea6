package io.myq.config;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Consumer.Group.Rebalance}: how a group shares partitions anew. Under the consumer protocol (KIP-848) brokers do
 * that, and only {@code timeout} counts.
 *
 * @param strategy the only strategy that is offered; {@code null} for {@code groupStrategies}. Deprecated, for those who come
 *     from sarama: name it in {@code groupStrategies} instead. Default {@code null}
 * @param groupStrategies offered in this order; the group takes the first that all members offer. Default
 *     cooperative-sticky, then range
 * @param timeout how long members may take to finish their work and join again. Default 60 s
 * @param retry how often a member tries to join again
 */
@RecordBuilder
public record RebalanceConfig(
        @Nullable BalanceStrategy strategy,
        List<BalanceStrategy> groupStrategies,
        Duration timeout,
        RebalanceRetryConfig retry)
        implements RebalanceConfigBuilder.With {

    private static final Duration TOO_SHORT = Duration.ofMillis(1);

    public RebalanceConfig {
        // nothing is checked on the way: what is null is for validate() to tell, with all the rest
        groupStrategies =
                groupStrategies == null ? null : Collections.unmodifiableList(new ArrayList<>(groupStrategies));
    }

    /** The default of every leaf. */
    public static RebalanceConfig defaults() {
        return new RebalanceConfig(
                null,
                List.of(BalanceStrategies.cooperativeSticky(), BalanceStrategies.range()),
                Duration.ofSeconds(60),
                RebalanceRetryConfig.defaults());
    }

    /** What is offered to the group: {@code Strategy} alone where it is set, else {@code GroupStrategies}. */
    public List<BalanceStrategy> offered() {
        return strategy == null ? groupStrategies : List.of(strategy);
    }

    void validate(Violations violations) {
        String leaf = "Consumer.Group.Rebalance." + (strategy == null ? "GroupStrategies" : "Strategy");
        violations.require(!offered().isEmpty(), leaf, "must name at least one strategy");
        Set<String> names = new HashSet<>();
        for (BalanceStrategy offered : offered()) {
            String name = offered.name();
            violations.require(
                    name != null && !name.isBlank(),
                    leaf,
                    "must have strategies with names, but " + offered.getClass().getName() + " has none");
            violations.require(names.add(name), leaf, "must name each strategy once, but has " + name + " twice");
            violations.require(
                    offered.protocol() != null,
                    leaf,
                    "must have strategies that say how partitions are given up, but the protocol of " + name
                            + " is null");
        }
        violations.requireMoreThan(TOO_SHORT, timeout, "Consumer.Group.Rebalance.Timeout");
        retry.validate(violations);
    }
}
