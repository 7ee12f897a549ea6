package io.myq.faults.producer;

import static org.awaitility.Awaitility.await;

import io.myq.embedded.EmbeddedBroker;
import io.myq.embedded.EmbeddedKafka;
import io.myq.faults.Faults;
import io.myq.faults.NodeProxy;
import io.myq.faults.ProxiedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.utils.Utils;

/**
 * Three brokers behind proxies, started once for all fault tests of a JVM; they end with it. Any thread.
 *
 * <p>A test leaves it as it found it: {@link #recover()} after each.
 */
public final class TestBed {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** As the embedded brokers have it. */
    private static final int STATE_PARTITIONS = 3;

    private static final int NEWEST_TRANSACTIONS = 2;
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

    public static TestBed shared() {
        return SHARED;
    }

    public ProxiedCluster cluster() {
        return cluster;
    }

    public EmbeddedKafka kafka() {
        return cluster.kafka();
    }

    public Faults faults() {
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

    public int leader(String topic, int partition) throws Exception {
        return partitions(topic).get(partition).leader().id();
    }

    /** The broker that coordinates a transactional id. */
    int coordinatorOf(String transactionalId) throws Exception {
        return admin.describeTransactions(List.of(transactionalId))
                .description(transactionalId)
                .get(60, TimeUnit.SECONDS)
                .coordinatorId();
    }

    /**
     * Makes another broker the coordinator of a transactional id, in good order; returns when it is.
     *
     * @param steps how many brokers further
     */
    void moveCoordinator(String transactionalId, int steps) {
        int brokers = kafka().brokers().size();
        TopicPartition state =
                new TopicPartition("__transaction_state", Utils.abs(transactionalId.hashCode()) % STATE_PARTITIONS);
        try {
            int target = (leader(state.topic(), state.partition()) - 1 + steps) % brokers + 1;
            List<Integer> replicas = new ArrayList<>();
            for (int i = 0; i < brokers; i++) {
                replicas.add((target - 1 + i) % brokers + 1);
            }
            admin.alterPartitionReassignments(Map.of(state, Optional.of(new NewPartitionReassignment(replicas))))
                    .all()
                    .get(60, TimeUnit.SECONDS);
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
                admin.electLeaders(ElectionType.PREFERRED, Set.of(state))
                        .partitions()
                        .get(60, TimeUnit.SECONDS);
                return leader(state.topic(), state.partition()) == target;
            });
        } catch (Exception e) {
            throw new IllegalStateException("cannot move the coordinator of " + transactionalId, e);
        }
    }

    /** Which kind of transactions the cluster has from now on; clients learn it from connections that they open then. */
    void transactionVersion(int level) throws Exception {
        if (transactionVersion() != level) {
            FeatureUpdate update = new FeatureUpdate(
                    (short) level,
                    level < NEWEST_TRANSACTIONS
                            ? FeatureUpdate.UpgradeType.SAFE_DOWNGRADE
                            : FeatureUpdate.UpgradeType.UPGRADE);
            admin.updateFeatures(Map.of("transaction.version", update), new UpdateFeaturesOptions())
                    .all()
                    .get(60, TimeUnit.SECONDS);
            await().atMost(LIMIT).until(() -> transactionVersion() == level);
        }
    }

    private int transactionVersion() throws Exception {
        return admin.describeFeatures()
                .featureMetadata()
                .get(60, TimeUnit.SECONDS)
                .finalizedFeatures()
                .get("transaction.version")
                .maxVersionLevel();
    }

    /** What clients with this id may write to one broker, on an average of 10 s. */
    void quota(String clientId, double bytesPerSecond) throws Exception {
        ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
        ClientQuotaAlteration.Op rate = new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(client, List.of(rate))))
                .all()
                .get(60, TimeUnit.SECONDS);
    }

    /** What a group has committed in a partition; -1 for nothing. */
    long committedOffset(String group, String topic, int partition) throws Exception {
        var offset = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(60, TimeUnit.SECONDS)
                .get(new TopicPartition(topic, partition));
        return offset == null ? -1 : offset.offset();
    }

    private List<TopicPartitionInfo> partitions(String topic) throws Exception {
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get(60, TimeUnit.SECONDS)
                .partitions();
    }

    /** Waits until every partition has a leader and all replicas. */
    public void awaitInSync(String topic) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> partitions(topic).stream()
                        .allMatch(partition ->
                                partition.leader() != null && partition.isr().size() == 3));
    }

    /** Ends all faults of the proxies, and starts what is down. */
    public void recover() {
        cluster.heal();
        if (!kafka().brokers().stream().allMatch(EmbeddedBroker::isAlive)) {
            kafka().start();
        }
    }
}
