package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OneNodeIT {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private static EmbeddedKafka cluster;
    private static EmbeddedBroker broker;
    private static Duration startTime;

    @BeforeAll
    static void startTheCluster() {
        long start = System.nanoTime();
        cluster = EmbeddedKafka.builder()
                .brokerProperty("num.partitions", 5)
                .nodeProperty(1, "broker.rack", "shelf")
                .listener("PROXY")
                .build();
        broker = cluster.broker(1);
        broker.advertise("PROXY", "localhost", broker.port("PROXY"));
        cluster.start();
        startTime = Duration.ofNanos(System.nanoTime() - start);
    }

    @AfterAll
    static void closeTheCluster() {
        cluster.close();
    }

    /** One test that breaks the broker does not break the others. */
    @BeforeEach
    void startTheBroker() {
        cluster.start();
    }

    @Test
    void isReadyInSeconds() {
        LoggerFactory.getLogger(OneNodeIT.class).info("one node was ready after {} ms", startTime.toMillis());
        assertThat(startTime).isLessThan(GENEROUS);
    }

    @Test
    void carriesRecordsFromProducerToConsumer() throws Exception {
        Witness.send(cluster.bootstrapServers(), "round-trip", "a", "b", "c");

        assertThat(Witness.read(cluster.bootstrapServers(), "round-trip", 3)).containsExactly("a", "b", "c");
    }

    @Test
    void passesPropertiesThrough() throws Exception {
        Witness.send(cluster.bootstrapServers(), "five", "a");

        try (Admin admin = Witness.admin(cluster.bootstrapServers())) {
            TopicDescription topic = admin.describeTopics(List.of("five"))
                    .topicNameValues()
                    .get("five")
                    .get(30, TimeUnit.SECONDS);
            assertThat(topic.partitions()).hasSize(5);
            assertThat(topic.partitions().get(0).leader().rack()).isEqualTo("shelf");
            assertThat(admin.describeCluster().clusterId().get(30, TimeUnit.SECONDS))
                    .isEqualTo(cluster.clusterId());
        }
    }

    @Test
    void advertisesAnotherAddressOnAnExtraListener() throws Exception {
        int port = broker.port("PROXY");
        assertThat(cluster.bootstrapServers("PROXY")).isEqualTo("localhost:" + port);

        try (Admin admin = Witness.admin("127.0.0.1:" + port)) {
            assertThat(admin.describeCluster().nodes().get(30, TimeUnit.SECONDS))
                    .extracting(Node::host, Node::port)
                    .containsExactly(tuple("localhost", port));
        }
    }

    @Test
    void keepsDataAndAddressWhenKilledAndRestarted() throws Exception {
        String address = cluster.bootstrapServers();
        long pid = broker.pid();
        Witness.send(address, "durable", "before");

        broker.kill();
        assertThat(broker.isAlive()).isFalse();
        assertThatThrownBy(broker::pid)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("node 1");
        broker.start();

        assertThat(broker.pid()).isNotEqualTo(pid);
        assertThat(cluster.bootstrapServers()).isEqualTo(address);
        Witness.send(address, "durable", "after");
        assertThat(Witness.read(address, "durable", 2)).containsExactly("before", "after");
    }

    @Test
    void shutsDownInGoodOrderAndStartsAgain() throws Exception {
        broker.stop();
        assertThat(Files.readString(broker.log())).contains("Terminating process due to signal SIGTERM");
        assertThat(broker.logTail(20)).contains("shutdown-hook");

        broker.start();
        assertThat(aliveBrokers()).containsExactly(1);
    }

    @Test
    void answersNothingWhilePaused() throws IOException {
        broker.pause();
        assertThat(broker.isAlive()).isTrue();
        assertThatThrownBy(OneNodeIT::aliveBrokers).isInstanceOf(IOException.class);

        broker.resume();
        await().atMost(GENEROUS).ignoreExceptions().until(() -> aliveBrokers().contains(1));
    }

    @Test
    void outlivesWhatATerminalSendsToTheApplication() throws Exception {
        ProcessHandle watchdog = Processes.child(WatchdogMain.class, cluster);
        for (String signal : List.of("INT", "HUP")) {
            Processes.signal(broker.pid(), signal);
            Processes.signal(watchdog.pid(), signal);
        }
        Processes.signal(watchdog.pid(), "TERM");

        Witness.send(cluster.bootstrapServers(), "still-there", "a");
        assertThat(broker.isAlive()).isTrue();
        assertThat(watchdog.isAlive()).isTrue();
    }

    private static Set<Integer> aliveBrokers() throws IOException {
        return ReadinessProbe.aliveBrokers(new InetSocketAddress(broker.host(), broker.port()), 1_000);
    }
}
