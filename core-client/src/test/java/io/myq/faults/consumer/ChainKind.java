package io.myq.faults.consumer;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.AutoCommitConfig;
import io.myq.config.BackoffConfig;
import io.myq.config.Config;
import io.myq.config.GroupProtocol;
import io.myq.config.HeartbeatConfig;
import io.myq.config.IsolationLevel;
import io.myq.config.OffsetInitial;
import io.myq.config.SessionConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the members of a chain have in common. Immutable.
 *
 * @param name of topics, groups and clients, so plain
 * @param strategies offered by members of the classic protocol
 * @param staticMembers whether a member that takes the place of another one has its name
 * @param transactional whether they copy in transactions
 */
record ChainKind(String name, List<BalanceStrategy> strategies, boolean staticMembers, boolean transactional) {

    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    /** All that there are. */
    static Stream<ChainKind> all() {
        return Stream.of(
                plain("range", BalanceStrategies.range()),
                plain("roundrobin", BalanceStrategies.roundRobin()),
                plain("sticky", BalanceStrategies.sticky()),
                plain("cooperative", BalanceStrategies.cooperativeSticky()),
                plain("static-range", BalanceStrategies.range()).ofStaticMembers(),
                plain("static-cooperative", BalanceStrategies.cooperativeSticky())
                        .ofStaticMembers(),
                plain("transactions", BalanceStrategies.cooperativeSticky()).inTransactions(),
                plain("range-transactions", BalanceStrategies.range()).inTransactions(),
                plain("consumer-protocol", BalanceStrategies.cooperativeSticky()),
                plain("consumer-protocol-transactions", BalanceStrategies.range())
                        .inTransactions());
    }

    private static ChainKind plain(String name, BalanceStrategy strategy) {
        return new ChainKind(name, List.of(strategy), false, false);
    }

    private ChainKind ofStaticMembers() {
        return new ChainKind(name, strategies, true, transactional);
    }

    private ChainKind inTransactions() {
        return new ChainKind(name, strategies, staticMembers, true);
    }

    /** Which the kind is named after, if it is that of KIP-848. */
    GroupProtocol protocol() {
        return name.startsWith("consumer-protocol") ? GroupProtocol.CONSUMER : GroupProtocol.CLASSIC;
    }

    /** The configuration of one member. */
    Config config(String clientId, String instanceId) {
        Config config = source(clientId);
        var consumer = config.consumer();
        config = config.withConsumer(consumer.withMaxWaitTime(Duration.ofMillis(100))
                .withRetry(consumer.retry().withBackoff(QUICK).withMaxBackoff(SHORT))
                .withOffsets(consumer.offsets()
                        .withInitial(OffsetInitial.OLDEST)
                        .withAutoCommit(new AutoCommitConfig(true, Duration.ofMillis(500))))
                .withIsolationLevel(transactional ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED)
                .withGroup(consumer.group()
                        .withProtocol(protocol())
                        .withSession(new SessionConfig(Duration.ofSeconds(2)))
                        .withHeartbeat(new HeartbeatConfig(SHORT))
                        .withInstanceId(staticMembers ? instanceId : null)
                        .withRebalance(consumer.group()
                                .rebalance()
                                .withGroupStrategies(strategies)
                                .withTimeout(Duration.ofSeconds(20)))));
        return transactional ? transactional(config, clientId) : config;
    }

    private static Config transactional(Config config, String id) {
        var transaction = config.producer().transaction();
        return config.withProducer(config.producer()
                .withTransaction(transaction
                        .withId(id)
                        .withTimeout(Duration.ofMillis(2_500))
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
