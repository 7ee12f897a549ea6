package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.consumer.OffsetReset.Cause;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.ErrorCode;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Passage;
import io.myq.faults.ProxiedCluster;
import io.myq.faults.Rule;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three brokers in three racks: reading from the nearest (KIP-392), and from one that has lost a part (KIP-320, F23). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

    private static final int LEADER = 2;
    private static final int FOLLOWER = 3;

    private static ProxiedCluster cluster;
    private static Oracle oracle;

    @BeforeAll
    static void start() {
        var builder = EmbeddedKafka.builder()
                .nodes(3)
                .brokerProperty("replica.selector.class", "org.apache.kafka.common.replica.RackAwareReplicaSelector");
        for (int node = 1; node <= 3; node++) {
            builder.nodeProperty(node, "broker.rack", "rack-" + node);
        }
        cluster = ProxiedCluster.start(builder);
        oracle = new Oracle(cluster.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        oracle.close();
        cluster.close();
    }

    private static void createTopic(String topic) throws Exception {
        NewTopic assigned = new NewTopic(topic, Map.of(0, List.of(LEADER, FOLLOWER)))
                .configs(Map.of("min.insync.replicas", "1", "unclean.leader.election.enable", "true"));
        oracle.admin().createTopics(List.of(assigned)).all().get(60, TimeUnit.SECONDS);
        Oracle.awaitLeader(oracle.admin(), topic, 0);
    }

    private static Rule count(int node, Predicate<PartitionData> which) {
        return rule(node, which, (passage, rule) -> {});
    }

    /** For answers to the reader with at least one such partition. */
    private static Rule rule(int node, Predicate<PartitionData> which, Action action) {
        Match match = Match.responses(ApiKeys.FETCH)
                .node(node)
                .client("rack")
                .when(frame -> ((FetchResponseData) frame.body())
                        .responses().stream()
                                .flatMap(topic -> topic.partitions().stream())
                                .anyMatch(which));
        return cluster.faults().add(match, action);
    }

    private static boolean hasRecords(PartitionData partition) {
        return partition.records() != null && partition.records().sizeInBytes() > 0;
    }

    /** Leases as short as this, so that the leader is asked again now and then. */
    private static Config inRack(int node) {
        Config config = Config.defaults().withClientId("rack");
        return config.withMetadata(config.metadata().withRefreshFrequency(Duration.ofSeconds(1)))
                .withConsumer(config.consumer().withRackId("rack-" + node));
    }

    @Test
    @Order(1)
    void readsFromTheReplicaInItsRackAndFromTheLeaderWhileThatHasTrouble() throws Exception {
        String topic = "near";
        createTopic(topic);
        oracle.sendKeyed(topic, 1, 0, 50);
        try (Rule sentAway = count(LEADER, partition -> partition.preferredReadReplica() == FOLLOWER);
                Rule byLeader = count(LEADER, ReplicasIT::hasRecords);
                Rule byFollower = count(FOLLOWER, ReplicasIT::hasRecords);
                OpenCluster client = OpenCluster.at(cluster.bootstrapServers(), inRack(FOLLOWER));
                Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            List<OffsetReset> resets = new ArrayList<>();
            PartitionConsumer partition = consumer.consumePartition(new TopicPartition(topic, 0), 0);
            partition.onReset(resets::add);
            assertThat(Reader.offsetsUntil(partition, 50)).hasSize(50);
            assertThat(byFollower.hits()).isPositive();
            await().atMost(Reader.LIMIT).until(() -> sentAway.hits() >= 2);
            assertThat(byLeader.hits()).isZero();

            // what it says of the log means nothing before the leader has said so
            try (Rule lagging = rule(FOLLOWER, ReplicasIT::hasRecords, outOfRange())) {
                oracle.sendKeyed(topic, 1, 50, 60);
                assertThat(Reader.offsetsUntil(partition, 60)).hasSize(10);
                assertThat(lagging.hits()).isEqualTo(1);
                assertThat(byLeader.hits()).isPositive();
                assertThat(resets).isEmpty();
            }
        }
    }

    @Test
    @Order(2)
    void readsFromTheLeaderWhenTheReplicaCannotBeReached() throws Exception {
        String topic = "unreachable";
        createTopic(topic);
        oracle.sendKeyed(topic, 1, 0, 50);
        Match fetches = Match.requests(ApiKeys.FETCH).node(FOLLOWER).client("rack");
        try (Rule broken = cluster.faults().add(fetches, Actions.end(Passage.Ending.RESET));
                OpenCluster client = OpenCluster.at(cluster.bootstrapServers(), inRack(FOLLOWER));
                Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            PartitionConsumer partition = consumer.consumePartition(new TopicPartition(topic, 0), 0);
            assertThat(Reader.offsetsUntil(partition, 50)).hasSize(50);
            assertThat(broken.hits()).isPositive();
        }
    }

    private static Action outOfRange() {
        return Actions.edit(body -> ((FetchResponseData) body)
                .responses()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> partition
                                .setErrorCode(ErrorCode.OFFSET_OUT_OF_RANGE.code())
                                .setRecords(org.apache.kafka.common.record.internal.MemoryRecords.EMPTY))));
    }

    /** The follower misses the last messages, becomes the leader all the same, and others are written in their place. */
    @Test
    @Order(3)
    void noticesThatTheLogWasCutOffAndReadsWhatWasWrittenInstead() throws Exception {
        String topic = "cut";
        createTopic(topic);
        Config config = Config.defaults();
        try (OpenCluster client = OpenCluster.at(cluster.bootstrapServers(), config);
                Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            List<OffsetReset> resets = new ArrayList<>();
            PartitionConsumer partition = consumer.consumePartition(new TopicPartition(topic, 0), 0);
            partition.onReset(resets::add);
            send(topic, 10, "kept");
            cluster.kafka().broker(FOLLOWER).kill();
            send(topic, 5, "lost");
            assertThat(Reader.offsetsUntil(partition, 15)).hasSize(15);
            await().atMost(Reader.LIMIT).ignoreExceptions().until(() -> isr(topic) == 1);
            cluster.kafka().broker(LEADER).kill();
            cluster.kafka().broker(FOLLOWER).start();
            send(topic, 2, "instead");

            List<ConsumerMessage> read = Reader.read(partition, 2);
            assertThat(read).extracting(message -> Oracle.text(message.value())).containsOnly("instead");
            assertThat(read.get(0).offset()).isEqualTo(10);
            assertThat(resets).singleElement().satisfies(reset -> {
                assertThat(reset.cause()).isEqualTo(Cause.TRUNCATED);
                assertThat(reset.from()).isEqualTo(15);
                assertThat(reset.to()).isEqualTo(10);
                assertThat(reset.gap()).isEqualTo(5);
            });
        }
    }

    private static int isr(String topic) throws Exception {
        return oracle.admin()
                .describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get(10, TimeUnit.SECONDS)
                .partitions()
                .get(0)
                .isr()
                .size();
    }

    private static void send(String topic, int count, String value) throws Exception {
        // not idempotent: a log that was cut off is no error to it
        Map<String, Object> plain = Map.of("enable.idempotence", false, "acks", "1", "retries", 100);
        try (KafkaProducer<byte[], byte[]> producer = oracle.producer(plain)) {
            for (int i = 0; i < count; i++) {
                producer.send(new org.apache.kafka.clients.producer.ProducerRecord<>(
                                topic, 0, null, Oracle.bytes(value)))
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }
}
