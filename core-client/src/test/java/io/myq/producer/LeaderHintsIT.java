package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.embedded.EmbeddedKafka;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.ProxiedCluster;
import io.myq.message.ProducerMessage;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A leader moves, and nobody tells but the broker that led before (KIP-951). */
class LeaderHintsIT {

    private static ProxiedCluster cluster;
    private static Oracle oracle;

    @BeforeAll
    static void start() {
        cluster = ProxiedCluster.start(EmbeddedKafka.builder().nodes(3));
        oracle = new Oracle(cluster.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        oracle.close();
        cluster.close();
    }

    @Test
    void goesOnAtTheNewLeaderWithoutAskingTheCluster() throws Exception {
        oracle.createTopic("moved", 1, 3, Map.of());
        Outcomes outcomes = new Outcomes();
        try (ProducerHarness harness = ProducerHarness.open(cluster.bootstrapServers())) {
            send(harness, outcomes, 100);
            assertThat(harness.producer().flush(Duration.ofSeconds(60))).isTrue();
            // the producer knows of three brokers, and hears nothing of the cluster from now on
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> harness.cluster().view().nodes().size() == 3);
            cluster.faults().add(Match.requests(ApiKeys.METADATA).client(harness.clientId()), Actions.hold());
            for (int round = 0; round < 2; round++) {
                moveLeader("moved");
                send(harness, outcomes, 1000);
                assertThat(harness.producer().flush(Duration.ofSeconds(60))).isTrue();
                assertThat(outcomes.acknowledged())
                        .as("last failure: %s", outcomes.lastFailure())
                        .isEqualTo(outcomes.sent());
                assertThat(harness.cluster()
                                .view()
                                .partition(new io.myq.message.TopicPartition("moved", 0))
                                .leader())
                        .isEqualTo(oracle.leader("moved", 0));
            }
        }
        cluster.heal();
        LogCheck.verify(oracle.readAll("moved"), outcomes);
    }

    private static void send(ProducerHarness harness, Outcomes outcomes, int messages) {
        for (int i = 0; i < messages; i++) {
            byte[] value = Integer.toString(outcomes.sent()).getBytes();
            harness.producer().send(ProducerMessage.of("moved", value), outcomes.next());
        }
    }

    /** Makes the next replica the preferred one, and elects it. */
    private static void moveLeader(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        int before = oracle.leader(topic, 0);
        List<Integer> replicas = new ArrayList<>(List.of(1, 2, 3));
        replicas.remove((Integer) before);
        replicas.add(before);
        oracle.admin()
                .alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(replicas))))
                .all()
                .get(30, TimeUnit.SECONDS);
        await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
            oracle.admin()
                    .electLeaders(ElectionType.PREFERRED, Set.of(partition))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            return oracle.leader(topic, 0) != before;
        });
    }
}
