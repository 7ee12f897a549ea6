package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.ErrorCode;
import io.myq.internal.network.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster of one real broker, from the first connect to its death and return. */
class LiveClusterIT {

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @Test
    void findsTheBrokerAndTheLeadersOfATopic() throws Exception {
        EventLoop loop = new EventLoop("test", (where, cause) -> {});
        loop.start();
        LiveCluster cluster = LiveCluster.open(List.of(kafka.bootstrapServers()), Config.defaults(), loop);
        cluster.connected().get(20, TimeUnit.SECONDS);
        assertThat(cluster.view().clusterId()).isEqualTo(kafka.clusterId());
        cluster.addTopics(List.of("orders"));
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            TopicView topic = cluster.view().topic("orders");
            return topic != null
                    && topic.error() == ErrorCode.NONE
                    && topic.partition(0).writable();
        });
        assertThat(cluster.status().reachable()).isTrue();
        cluster.close();
        loop.close();
        assertThat(loop.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }
}
