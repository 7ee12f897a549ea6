package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.embedded.EmbeddedKafka;
import io.myq.message.TopicPartition;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Three real brokers, one of which dies. */
class LeaderChangeIT {

    private static final TopicPartition FIRST = new TopicPartition("moving", 0);

    @Test
    void theNewLeaderIsSeenWhenTheOldOneDies() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder()
                        .nodes(3)
                        .brokerProperty("broker.heartbeat.interval.ms", 500)
                        .brokerProperty("broker.session.timeout.ms", 3000)
                        .start();
                ClusterProbe probe = new ClusterProbe(
                        Config.defaults(), kafka.bootstrapServers().split(","))) {
            probe.awaitConnected();
            probe.createTopic(FIRST.topic(), 1, 3);
            probe.awaitTopic(
                    FIRST.topic(),
                    topic -> assertThat(topic.partition(0) != null
                                    && topic.partition(0).writable())
                            .isTrue());
            PartitionView before = probe.cluster.view().partition(FIRST);

            kafka.broker(before.leader()).kill();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                // what a producer does whose requests fail
                probe.cluster.refresh("the leader is gone");
                PartitionView now = probe.cluster.view().partition(FIRST);
                assertThat(now.writable()).isTrue();
                assertThat(now.leader()).isNotEqualTo(before.leader());
                assertThat(now.leaderEpoch()).isGreaterThan(before.leaderEpoch());
                assertThat(probe.cluster.status().reachable()).isTrue();
            });
        }
    }
}
