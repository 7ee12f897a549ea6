package io.myq.group;

import static org.awaitility.Awaitility.await;

import io.myq.balance.BalanceStrategy;
import io.myq.config.Config;
import io.myq.config.GroupConfig;
import io.myq.config.OffsetInitial;
import io.myq.embedded.EmbeddedKafka;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** A broker, the oracle, and clients that are closed at the end of each test. Owned by the test's thread. */
final class GroupTestBed implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    final EmbeddedKafka kafka;
    final Oracle oracle;
    private final List<AutoCloseable> open = new ArrayList<>();

    GroupTestBed() {
        this(1);
    }

    GroupTestBed(int nodes) {
        kafka = EmbeddedKafka.builder().nodes(nodes).start();
        oracle = new Oracle(kafka.bootstrapServers());
    }

    /** From the oldest offset, quick heartbeats. */
    static Config config() {
        return group(config -> config.withHeartbeatInterval(Duration.ofMillis(200)));
    }

    static Config group(UnaryOperator<GroupConfig> change) {
        Config config = Config.defaults();
        return config.withConsumer(config.consumer()
                .withOffsets(config.consumer()
                        .offsets()
                        .withInitial(OffsetInitial.OLDEST)
                        .withAutoCommitInterval(Duration.ofMillis(100)))
                .withGroup(change.apply(config.consumer().group())));
    }

    static Config with(BalanceStrategy... strategies) {
        return group(
                config -> config.withHeartbeatInterval(Duration.ofMillis(200)).withStrategies(List.of(strategies)));
    }

    /** A client of its own, as another process would be. */
    OpenCluster client(Config config) throws Exception {
        OpenCluster client = OpenCluster.at(kafka.bootstrapServers(), config);
        open.add(client);
        return client;
    }

    ConsumerGroup join(OpenCluster client, String group, String topic, ConsumerGroupHandler handler) {
        ConsumerGroup member = GroupFactory.open(client.cluster, group);
        open.add(() -> member.close(Duration.ofSeconds(10)));
        member.consume(List.of(topic), handler);
        return member;
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

    /** After each test. */
    void closeClients() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
    }

    @Override
    public void close() {
        oracle.close();
        kafka.close();
    }
}
