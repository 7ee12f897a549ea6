package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ThreeNodesIT {
    private static final Duration GENEROUS = Duration.ofSeconds(30);
    private static final String TOPIC = "replicated";

    @Test
    void moveLeadershipWhenTheLeaderIsKilledAndTakeItBackAsAFollower() throws Exception {
        long start = System.nanoTime();
        try (EmbeddedKafka cluster = EmbeddedKafka.builder().nodes(3).start()) {
            LoggerFactory.getLogger(ThreeNodesIT.class)
                    .info("three nodes were ready after {} ms", EmbeddedKafka.millisSince(start));
            String address = cluster.bootstrapServers();
            assertThat(address.split(",")).hasSize(3);
            try (Admin admin = Witness.admin(address)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                        .all()
                        .get(30, TimeUnit.SECONDS);
                Witness.send(address, TOPIC, "before");
                TopicPartitionInfo before = partition(admin);
                assertThat(before.replicas()).hasSize(3);
                EmbeddedBroker leader = cluster.broker(before.leader().id());

                leader.kill();
                Witness.send(address, TOPIC, "while one is down");
                await().atMost(GENEROUS).until(() -> partition(admin).leader().id() != leader.nodeId());

                cluster.start();
                await().atMost(GENEROUS).until(() -> partition(admin).isr().size() == 3);
                assertThat(Witness.read(address, TOPIC, 2)).containsExactly("before", "while one is down");
            }
        }
    }

    private static TopicPartitionInfo partition(Admin admin) throws Exception {
        return admin.describeTopics(List.of(TOPIC))
                .topicNameValues()
                .get(TOPIC)
                .get(30, TimeUnit.SECONDS)
                .partitions()
                .get(0);
    }
}
