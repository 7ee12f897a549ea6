package io.myq.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.NotWrittenException;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.ProxiedCluster;
import io.myq.faults.Rule;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.partitioner.Partitioners;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which partitions messages go to, on a cluster of two nodes. */
class SpreadIT {

    private static final byte[] VALUE = new byte[1000];
    private static ProxiedCluster cluster;
    private static EmbeddedKafka kafka;
    private static Oracle oracle;

    @BeforeAll
    static void start() {
        cluster = ProxiedCluster.start(EmbeddedKafka.builder().nodes(2));
        kafka = cluster.kafka();
        oracle = new Oracle(kafka.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        oracle.close();
        cluster.close();
    }

    private static List<CompletableFuture<RecordMetadata>> send(AsyncProducer producer, String topic, int messages) {
        List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>(messages);
        for (int i = 0; i < messages; i++) {
            futures.add(producer.send(ProducerMessage.of(topic, VALUE)));
        }
        return futures;
    }

    private static Map<Integer, Long> perPartition(List<CompletableFuture<RecordMetadata>> futures) throws Exception {
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        return futures.stream()
                .map(future -> future.join().partition())
                .collect(groupingBy(partition -> partition, TreeMap::new, counting()));
    }

    @Test
    void withoutKeysEveryPartitionGetsAFairShareInBatches() throws Exception {
        oracle.createTopic("fair", 4, 1, Map.of());
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers())) {
            harness.sync().sendMessage(ProducerMessage.of("fair", VALUE));
            Map<Integer, Long> shares = perPartition(send(harness.producer(), "fair", 20_000));
            assertThat(shares).hasSize(4);
            assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(1_500L, 10_000L));
            assertThat(harness.producer().metrics().batches()).isLessThan(4_000);
        }
    }

    @Test
    void aFlowOfSingleMessagesIsSpreadToo() throws Exception {
        oracle.createTopic("trickle", 3, 1, Map.of());
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers())) {
            TreeMap<Integer, Integer> shares = new TreeMap<>();
            await().atMost(30, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        RecordMetadata place = harness.sync().sendMessage(ProducerMessage.of("trickle", VALUE));
                        shares.merge(place.partition(), 1, Integer::sum);
                        return shares.size() == 3;
                    });
        }
    }

    @Test
    void aPartitionWhoseBrokerHangsGetsLittle() throws Exception {
        oracle.createTopic("hangs", 4, 1, Map.of());
        int hanging = oracle.leader("hangs", 0);
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers())) {
            for (int partition = 0; partition < 4; partition++) {
                harness.sync().sendMessage(ProducerMessage.of("hangs", VALUE).withPartition(partition));
            }
            kafka.broker(hanging).pause();
            List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    futures.addAll(send(harness.producer(), "hangs", 500));
                    // what the other broker leads goes on, so that its queues become short
                    harness.producer().flush(Duration.ofMillis(100));
                }
            } finally {
                kafka.broker(hanging).resume();
            }
            Map<Integer, Long> shares = perPartition(futures);
            long stuck = shares.entrySet().stream()
                    .filter(share -> oracle.leader("hangs", share.getKey()) == hanging)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            assertThat(stuck)
                    .as("of 10,000, where a fair share were 5,000: %s", shares)
                    .isLessThan(4_000);
        }
    }

    @Test
    void roundRobinSkipsNobodyWhenBatchesEnd() throws Exception {
        oracle.createTopic("in-turn", 4, 1, Map.of());
        try (ProducerHarness harness = ProducerHarness.open(
                kafka.bootstrapServers(),
                config -> config.withPartitioner(Partitioners.ROUND_ROBIN).withBatchBytes(3_000))) {
            List<CompletableFuture<RecordMetadata>> futures = send(harness.producer(), "in-turn", 4_000);
            assertThat(perPartition(futures)).isEqualTo(Map.of(0, 1_000L, 1, 1_000L, 2, 1_000L, 3, 1_000L));
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).join().partition()).isEqualTo(i % 4);
            }
        }
    }

    @Test
    void manualSendsWhatNamesItsPartitionAndRefusesTheRest() throws Exception {
        oracle.createTopic("by-hand", 2, 1, Map.of());
        try (ProducerHarness harness =
                ProducerHarness.open(kafka.bootstrapServers(), config -> config.withPartitioner(Partitioners.MANUAL))) {
            ProducerMessage message = ProducerMessage.of("by-hand", VALUE, VALUE);
            assertThatThrownBy(() -> harness.sync().sendMessage(message))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("topic 'by-hand' names no partition");
            assertThat(harness.sync().sendMessage(message.withPartition(1)).partition())
                    .isEqualTo(1);
            assertThatThrownBy(() -> harness.sync().sendMessage(message.withPartition(2)))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("topic 'by-hand' has no partition 2; it has 2, from 0 to 1");
        }
    }

    @Test
    void aTopicThatGrowsWhileItIsSentToLosesNothingAndItsNewPartitionsAreUsed() throws Exception {
        oracle.createTopic("grows", 1, 1, Map.of());
        Config config = Config.defaults();
        config = config.withMetadata(config.metadata().withRefreshFrequency(Duration.ofMillis(200)));
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers(), config)) {
            List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>(send(harness.producer(), "grows", 100));
            oracle.admin()
                    .createPartitions(Map.of("grows", NewPartitions.increaseTo(5)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            await().atMost(60, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        futures.addAll(send(harness.producer(), "grows", 200));
                        return perPartition(futures).size() == 5;
                    });
            for (int i = 0; i < 50; i++) {
                byte[] key = Integer.toString(i).getBytes(UTF_8);
                assertThat(harness.sync()
                                .sendMessage(ProducerMessage.of("grows", key, VALUE))
                                .partition())
                        .isEqualTo(BuiltInPartitioner.partitionForKey(key, 5));
            }
            assertThat(oracle.readAll("grows")).hasSize(futures.size() + 50);
        }
    }

    @Test
    void whileAPartitionHasNoLeaderItsKeysWaitForOneAndAllOthersGoElsewhere() throws Exception {
        oracle.createTopic("partly", 3, 1, Map.of());
        oracle.leader("partly", 0);
        Config config = Config.defaults();
        config = config.withMetadata(config.metadata().withRefreshFrequency(Duration.ofMillis(200)));
        byte[] key = key(0, 3);
        Rule leaderless =
                cluster.faults().add(Match.responses(ApiKeys.METADATA), Actions.edit(SpreadIT::takeTheLeader));
        try (ProducerHarness harness = ProducerHarness.open(cluster.bootstrapServers(), config)) {
            CompletableFuture<RecordMetadata> waiting =
                    harness.producer().send(ProducerMessage.of("partly", key, VALUE));
            Map<Integer, Long> shares = perPartition(send(harness.producer(), "partly", 2_000));
            assertThat(shares).containsOnlyKeys(1, 2);
            assertThat(harness.sync()
                            .sendMessage(ProducerMessage.of("partly", key(1, 3), VALUE))
                            .partition())
                    .isEqualTo(1);
            assertThat(waiting).isNotDone();

            leaderless.close();
            assertThat(waiting.get(60, TimeUnit.SECONDS).partition()).isZero();
        } finally {
            leaderless.close();
        }
    }

    private static void takeTheLeader(ApiMessage body) {
        for (MetadataResponseTopic topic : ((MetadataResponseData) body).topics()) {
            if ("partly".equals(topic.name())) {
                topic.partitions().stream()
                        .filter(partition -> partition.partitionIndex() == 0)
                        .forEach(partition ->
                                partition.setLeaderId(-1).setErrorCode(Errors.LEADER_NOT_AVAILABLE.code()));
            }
        }
    }

    /** A key that Kafka's rule sends there. */
    private static byte[] key(int partition, int partitions) {
        int number = 0;
        while (BuiltInPartitioner.partitionForKey(Integer.toString(number).getBytes(UTF_8), partitions) != partition) {
            number++;
        }
        return Integer.toString(number).getBytes(UTF_8);
    }
}
