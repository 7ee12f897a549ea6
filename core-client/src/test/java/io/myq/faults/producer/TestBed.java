package io.myq.faults.producer;

import static org.awaitility.Awaitility.await;

import io.myq.embedded.EmbeddedBroker;
import io.myq.embedded.EmbeddedKafka;
import io.myq.faults.Faults;
import io.myq.faults.NodeProxy;
import io.myq.faults.ProxiedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Three brokers behind proxies, started once for all fault tests of a JVM; they end with it. Any thread.
 *
 * <p>A test leaves it as it found it: {@link #recover()} after each.
 */
final class TestBed {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final TestBed SHARED = new TestBed();

    private final ProxiedCluster cluster;
    private final Admin admin;
    private final AtomicInteger topics = new AtomicInteger();

    private TestBed() {
        cluster = ProxiedCluster.start(EmbeddedKafka.builder()
                .nodes(3)
                .heap("256m")
                // a machine that runs other things besides takes long to start one
                .startTimeout(LIMIT.multipliedBy(2)));
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka().bootstrapServers()));
    }

    static TestBed shared() {
        return SHARED;
    }

    ProxiedCluster cluster() {
        return cluster;
    }

    EmbeddedKafka kafka() {
        return cluster.kafka();
    }

    Faults faults() {
        return cluster.faults();
    }

    NodeProxy proxyOf(String topic, int partition) throws Exception {
        return cluster.proxy(leader(topic, partition));
    }

    /** A new topic with three replicas, two of which must be in sync. @return its name */
    String topic(String prefix, int partitions) throws Exception {
        return topic(prefix, partitions, Map.of());
    }

    String topic(String prefix, int partitions, Map<String, String> config) throws Exception {
        String name = prefix + "-" + topics.incrementAndGet();
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 3).configs(config)))
                .all()
                .get(60, TimeUnit.SECONDS);
        awaitInSync(name);
        return name;
    }

    int leader(String topic, int partition) throws Exception {
        return partitions(topic).get(partition).leader().id();
    }

    /** The broker that coordinates a transactional id. */
    int coordinatorOf(String transactionalId) throws Exception {
        return admin.describeTransactions(List.of(transactionalId))
                .description(transactionalId)
                .get(60, TimeUnit.SECONDS)
                .coordinatorId();
    }

    private List<TopicPartitionInfo> partitions(String topic) throws Exception {
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get(60, TimeUnit.SECONDS)
                .partitions();
    }

    /** Waits until every partition has a leader and all replicas. */
    void awaitInSync(String topic) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> partitions(topic).stream()
                        .allMatch(partition ->
                                partition.leader() != null && partition.isr().size() == 3));
    }

    /** Ends all faults of the proxies, and starts what is down. */
    void recover() {
        cluster.heal();
        if (!kafka().brokers().stream().allMatch(EmbeddedBroker::isAlive)) {
            kafka().start();
        }
    }
}
