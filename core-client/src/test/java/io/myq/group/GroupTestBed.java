package io.myq.group;

import static org.awaitility.Awaitility.await;

import io.myq.balance.BalanceStrategy;
import io.myq.config.AutoCommitConfig;
import io.myq.config.Config;
import io.myq.config.GroupConfig;
import io.myq.config.GroupProtocol;
import io.myq.config.HeartbeatConfig;
import io.myq.config.OffsetInitial;
import io.myq.embedded.EmbeddedKafka;
import io.myq.embedded.EmbeddedKafkaBuilder;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker, the oracle, and clients that are closed at the end of each test. As an extension it is there for all tests of a
 * class. Owned by the test's thread.
 *
 * <p>The broker is {@linkplain SharedKafka shared} with other classes, or belongs to this one alone.
 */
final class GroupTestBed implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    /** Of all members whose test does not say it: many look at what only this protocol has. */
    private static final GroupProtocol PROTOCOL =
            GroupProtocol.valueOf(System.getProperty("test.group.protocol", GroupProtocol.CLASSIC.name()));

    EmbeddedKafka kafka;
    Oracle oracle;
    private final @Nullable EmbeddedKafkaBuilder own;
    private final List<AutoCloseable> open = new ArrayList<>();

    /** With the shared broker; to be registered as an extension of a test class that does it no harm. */
    GroupTestBed() {
        this(null);
    }

    private GroupTestBed(@Nullable EmbeddedKafkaBuilder own) {
        this.own = own;
    }

    /** With a broker that only one class has; to be registered as its extension. */
    static GroupTestBed own(Map<String, String> brokerProperties) {
        EmbeddedKafkaBuilder builder = quick(EmbeddedKafka.builder());
        brokerProperties.forEach(builder::brokerProperty);
        return new GroupTestBed(builder);
    }

    /** For one test, which closes it. */
    static GroupTestBed started(int nodes) {
        EmbeddedKafkaBuilder builder = quick(EmbeddedKafka.builder().nodes(nodes));
        GroupTestBed bed = new GroupTestBed(builder);
        bed.start(builder);
        return bed;
    }

    /** Members of the consumer protocol ask their coordinator for the interval. */
    private static EmbeddedKafkaBuilder quick(EmbeddedKafkaBuilder builder) {
        return builder.brokerProperty("group.consumer.heartbeat.interval.ms", 200);
    }

    private void start(EmbeddedKafkaBuilder builder) {
        kafka = builder.start();
        oracle = new Oracle(kafka.bootstrapServers());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (own == null) {
            SharedKafka shared = new SharedKafka();
            shared.beforeAll(context);
            kafka = shared.kafka();
            oracle = shared.oracle();
        } else {
            start(own);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        closeClients();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** From the oldest offset, quick heartbeats. */
    static Config config() {
        return group(config -> config.withHeartbeat(new HeartbeatConfig(Duration.ofMillis(200))));
    }

    static Config group(UnaryOperator<GroupConfig> change) {
        Config config = Config.defaults();
        return config.withConsumer(config.consumer()
                .withOffsets(config.consumer()
                        .offsets()
                        .withInitial(OffsetInitial.OLDEST)
                        .withAutoCommit(new AutoCommitConfig(true, Duration.ofMillis(100))))
                .withGroup(change.apply(config.consumer().group().withProtocol(PROTOCOL))));
    }

    /** The same for a member of this protocol. */
    static Config by(GroupProtocol protocol, Config config) {
        return config.withConsumer(
                config.consumer().withGroup(config.consumer().group().withProtocol(protocol)));
    }

    static Config by(GroupProtocol protocol) {
        return by(protocol, config());
    }

    static Config with(BalanceStrategy... strategies) {
        return group(config -> config.withHeartbeat(new HeartbeatConfig(Duration.ofMillis(200)))
                .withRebalance(config.rebalance().withGroupStrategies(List.of(strategies))));
    }

    /** A client of its own, as another process would be. */
    OpenCluster client(Config config) throws Exception {
        OpenCluster client = OpenCluster.at(kafka.bootstrapServers(), config);
        open.add(client);
        return client;
    }

    ConsumerGroup join(OpenCluster client, String group, String topic, ConsumerGroupHandler handler) {
        ConsumerGroup member = GroupFactory.open(client.cluster, group);
        closeLater(member);
        member.consume(List.of(topic), handler);
        return member;
    }

    void closeLater(ConsumerGroup member) {
        open.add(() -> member.close(Duration.ofSeconds(10)));
    }

    ConsumerGroup join(Config config, String group, String topic, ConsumerGroupHandler handler) throws Exception {
        return join(client(config), group, topic, handler);
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    static Set<TopicPartition> partitions(String topic, int count) {
        Set<TopicPartition> all = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            all.add(new TopicPartition(topic, i));
        }
        return all;
    }

    /** Whether these members have all partitions of the topic, each one of them. */
    static boolean share(String topic, int count, Collection<ConsumerGroup> members) {
        List<TopicPartition> owned = new ArrayList<>();
        members.forEach(member -> owned.addAll(member.status().assigned()));
        return owned.size() == count && new TreeSet<>(owned).equals(partitions(topic, count));
    }

    long committed(String group, String topic, int partition) throws Exception {
        return oracle.committed(group).getOrDefault(new org.apache.kafka.common.TopicPartition(topic, partition), -1L);
    }

    void closeClients() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
    }

    @Override
    public void close() {
        if (own != null) {
            oracle.close();
            kafka.close();
        }
    }
}
