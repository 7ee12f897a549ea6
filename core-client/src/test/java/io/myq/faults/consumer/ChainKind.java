package io.myq.faults.consumer;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.AutoCommitConfig;
import io.myq.config.BackoffConfig;
import io.myq.config.Config;
import io.myq.config.GroupConfig;
import io.myq.config.HeartbeatConfig;
import io.myq.config.OffsetInitial;
import io.myq.config.SessionConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What the members of a chain have in common. Immutable.
 *
 * @param name of topics, groups and clients, so plain
 * @param group what makes them members of this kind
 * @param transactional whether they copy in transactions
 */
record ChainKind(String name, UnaryOperator<GroupConfig> group, boolean transactional) {

    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    /** All that there are. */
    static Stream<ChainKind> all() {
        return Stream.of(
                new ChainKind("range", group -> sharedBy(group, BalanceStrategies.range()), false),
                new ChainKind("cooperative", group -> sharedBy(group, BalanceStrategies.cooperativeSticky()), false));
    }

    private static GroupConfig sharedBy(GroupConfig group, BalanceStrategy strategy) {
        return group.withRebalance(group.rebalance().withGroupStrategies(List.of(strategy)));
    }

    /** The configuration of one member. */
    Config config(String clientId) {
        Config config = source(clientId);
        var consumer = config.consumer();
        config = config.withConsumer(consumer.withMaxWaitTime(Duration.ofMillis(100))
                .withRetry(consumer.retry().withBackoff(QUICK).withMaxBackoff(SHORT))
                .withOffsets(consumer.offsets()
                        .withInitial(OffsetInitial.OLDEST)
                        .withAutoCommit(new AutoCommitConfig(true, Duration.ofMillis(500))))
                .withGroup(group.apply(consumer.group()
                        .withSession(new SessionConfig(Duration.ofSeconds(2)))
                        .withHeartbeat(new HeartbeatConfig(SHORT))
                        .withRebalance(consumer.group().rebalance().withTimeout(Duration.ofSeconds(20))))));
        return transactional ? transactional(config, clientId) : config;
    }

    private static Config transactional(Config config, String id) {
        var transaction = config.producer().transaction();
        return config.withProducer(config.producer()
                .withTransaction(transaction
                        .withId(id)
                        .withTimeout(Duration.ofSeconds(4))
                        .withRetry(transaction.retry().withBackoff(QUICK).withMaxBackoff(SHORT))));
    }

    /** The configuration of the client that fills the first topic. */
    static Config source(String clientId) {
        Config config = Config.defaults().withClientId(clientId);
        return config.withNet(
                        config.net().withDialTimeout(Duration.ofSeconds(5)).withReadTimeout(Duration.ofSeconds(5)))
                .withMetadata(config.metadata().withRetry(new BackoffConfig(QUICK, SHORT)))
                .withProducer(config.producer()
                        .withDeliveryTimeout(Duration.ofMinutes(5))
                        .withRetry(config.producer().retry().withBackoff(QUICK).withMaxBackoff(SHORT)));
    }

    @Override
    public String toString() {
        return name;
    }
}
