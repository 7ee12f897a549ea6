package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.ConnectionException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.ClusterProbe.Outcome;
import io.myq.internal.protocol.FetchRequest;
import io.myq.internal.protocol.FetchRequest.FetchPartition;
import io.myq.internal.protocol.FetchRequest.FetchTopic;
import io.myq.internal.protocol.FetchResponse;
import io.myq.internal.protocol.MetadataRequest;
import io.myq.internal.protocol.MetadataRequest.MetadataRequestTopic;
import io.myq.internal.protocol.MetadataResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster of one real broker, from the first connect to its death and return. */
class LiveClusterIT {

    private static final String MISADVERTISED = "MISADVERTISED";
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.builder()
                .listener(MISADVERTISED)
                .brokerProperty("auto.create.topics.enable", false)
                .build();
        kafka.broker(1).advertise(MISADVERTISED, "kafka-1.invalid", 9092);
        kafka.start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @Test
    void findsTheBrokerAndTheLeadersOfATopic() throws Exception {
        try (ClusterProbe probe = connected()) {
            assertThat(probe.cluster.view().clusterId()).isEqualTo(kafka.clusterId());
            assertThat(probe.cluster.status().reachable()).isTrue();
            assertThat(probe.cluster.view().nodes().get(1).address()).isEqualTo(kafka.bootstrapServers());
            probe.createTopic("leaders", 3, 1);
            probe.awaitTopic("leaders", topic -> {
                assertThat(topic.error()).isEqualTo(ErrorCode.NONE);
                assertThat(topic.partitions()).hasSize(3).allMatch(partition -> partition.leader() == 1);
                assertThat(probe.cluster.view().topicNames()).containsEntry(topic.id(), "leaders");
            });
        }
    }

    @Test
    void aTopicThatDoesNotExistYetStaysInErrorUntilItDoes() throws Exception {
        try (ClusterProbe probe = connected()) {
            probe.awaitTopic(
                    "later", topic -> assertThat(topic.error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
            probe.createTopic("later", 1, 1);
            // nobody asks again: the cluster does so by itself
            probe.awaitTopic("later", topic -> assertThat(topic.error()).isEqualTo(ErrorCode.NONE));
        }
    }

    @Test
    void asksTheOtherAddressesWhenSomeAreDead() throws Exception {
        int dead = unusedPort();
        try (ClusterProbe probe = new ClusterProbe(
                Config.defaults(), "127.0.0.1:" + dead, "nowhere.invalid:9092", kafka.bootstrapServers())) {
            probe.awaitConnected();
            assertThat(probe.cluster.status().reachable()).isTrue();
            assertThat(probe.cluster.status().lastFailure()).isNull();
        }
    }

    @Test
    void saysForEachAddressWhatHappenedThere() throws Exception {
        int dead = unusedPort();
        try (ClusterProbe probe = new ClusterProbe(Config.defaults(), "127.0.0.1:" + dead, "nowhere.invalid:9092")) {
            await().atMost(ClusterProbe.GENEROUS)
                    .until(() -> probe.cluster.status().lastFailure() != null);
            assertThat(probe.cluster.connected()).isNotDone();
            ConnectionException said = probe.cluster.notConnected(Duration.ofMillis(1500));
            assertThat(said)
                    .hasMessageStartingWith("Not connected to the cluster within 1500 ms. 127.0.0.1:" + dead + ": ")
                    .hasMessageContaining("Cannot connect to 127.0.0.1:" + dead)
                    .hasMessageContaining("Connection refused")
                    .hasMessageContaining("nowhere.invalid:9092: Cannot resolve host 'nowhere.invalid'");
            assertThat(said.getCause()).isSameAs(probe.cluster.status().lastFailure());
        }
    }

    @Test
    void anAdvertisedAddressThatCannotBeReachedIsNamedTogetherWithTheOneThatCan() throws Exception {
        String bootstrap = "127.0.0.1:" + kafka.broker(1).port(MISADVERTISED);
        try (ClusterProbe probe = new ClusterProbe(Config.defaults(), bootstrap)) {
            await().atMost(ClusterProbe.GENEROUS)
                    .until(() -> probe.cluster.status().lastFailure() != null);
            assertThat(probe.cluster.status().reachable()).isFalse();
            assertThat(probe.cluster.connected()).isNotDone();
            assertThat(probe.cluster.status().lastFailure())
                    .hasMessageContaining("Cannot resolve host 'kafka-1.invalid'")
                    .hasMessageContaining("kafka-1.invalid:9092 is where the cluster advertises broker 1; so says "
                            + bootstrap + ", which did answer")
                    .hasMessageContaining("advertised.listeners");
        }
    }

    @Test
    void requestsArePipelinedAndAnsweredInOrder() throws Exception {
        try (ClusterProbe probe = connected()) {
            Lane lane = probe.cluster.openLane("pipeline");
            List<CompletableFuture<Outcome<MetadataResponse>>> outcomes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                MetadataRequestTopic topic = MetadataRequestTopic.defaults().withName("no-such-topic-" + i);
                outcomes.add(probe.send(lane, 1, MetadataRequest.defaults().withTopics(List.of(topic))));
            }
            for (int i = 0; i < 100; i++) {
                MetadataResponse response =
                        outcomes.get(i).get(30, TimeUnit.SECONDS).response();
                assertThat(response).isNotNull();
                assertThat(response.topics()).singleElement().extracting("name").isEqualTo("no-such-topic-" + i);
            }
        }
    }

    @Test
    void findsTheCoordinatorOfAGroup() throws Exception {
        try (ClusterProbe probe = connected()) {
            // the broker makes the topic of offsets when it is first asked for a coordinator, and has none until then
            await().atMost(ClusterProbe.GENEROUS)
                    .ignoreException(ExecutionException.class)
                    .untilAsserted(
                            () -> assertThat(coordinator(probe, "billing").get(30, TimeUnit.SECONDS))
                                    .extracting(Node::id, Node::address)
                                    .containsExactly(1, kafka.bootstrapServers()));
        }
    }

    @Test
    void survivesTheDeathAndReturnOfTheOnlyBroker() throws Exception {
        try (ClusterProbe probe = connected()) {
            probe.createTopic("survivor", 1, 1);
            probe.awaitTopic("survivor", topic -> assertThat(topic.error()).isEqualTo(ErrorCode.NONE));
            Lane lane = probe.cluster.openLane("fetch");
            CompletableFuture<Outcome<FetchResponse>> longPoll =
                    probe.send(lane, 1, longPoll(probe.cluster.view().topic("survivor")));
            await().atMost(ClusterProbe.GENEROUS).until(() -> inFlight(probe, lane) == 1);

            kafka.broker(1).kill();
            Outcome<FetchResponse> lost = longPoll.get(15, TimeUnit.SECONDS);
            assertThat(lost.maybeSent()).isTrue();
            assertThat(lost.cause())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining(kafka.bootstrapServers());
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                ClusterStatus status = probe.cluster.status();
                assertThat(status.reachable()).isFalse();
                assertThat(status.lastFailure())
                        .hasMessageContaining("Cannot connect to " + kafka.bootstrapServers())
                        .hasMessageContaining("Connection refused");
                assertThat(status.brokers()).singleElement().satisfies(broker -> {
                    assertThat(broker.connected()).isFalse();
                    assertThat(broker.lastFailure()).isNotNull();
                });
            });
            Outcome<FetchResponse> refused = probe.send(
                            lane, 1, longPoll(probe.cluster.view().topic("survivor")))
                    .get(15, TimeUnit.SECONDS);
            assertThat(refused.maybeSent()).isFalse();

            kafka.broker(1).start();
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                ClusterStatus status = probe.cluster.status();
                assertThat(status.reachable()).isTrue();
                assertThat(status.brokers())
                        .allSatisfy(broker -> assertThat(broker.lastFailure()).isNull());
            });
            probe.awaitTopic(
                    "survivor", topic -> assertThat(topic.partition(0).leader()).isEqualTo(1));
        }
    }

    private static ClusterProbe connected() throws Exception {
        return new ClusterProbe(Config.defaults(), kafka.bootstrapServers()).awaitConnected();
    }

    private static int unusedPort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static int inFlight(ClusterProbe probe, Lane lane) throws Exception {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        probe.loop.execute(() -> count.complete(lane.inFlight(1)));
        return count.get(30, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Node> coordinator(ClusterProbe probe, String group) {
        CompletableFuture<Node> found = new CompletableFuture<>();
        probe.loop.execute(() -> probe.cluster.findCoordinator(CoordinatorType.GROUP, group, (node, failure) -> {
            MyqException cause = failure;
            if (cause == null) {
                found.complete(node);
            } else {
                found.completeExceptionally(cause);
            }
        }));
        return found;
    }

    /** Not answered before 25 seconds have passed, as there is nothing to fetch. */
    private static FetchRequest longPoll(TopicView topic) {
        FetchPartition partition = FetchPartition.defaults().withPartition(0).withPartitionMaxBytes(1000);
        return FetchRequest.defaults()
                .withMaxWaitMs(25_000)
                .withMinBytes(1)
                .withTopics(
                        List.of(FetchTopic.defaults().withTopicId(topic.id()).withPartitions(List.of(partition))));
    }
}
