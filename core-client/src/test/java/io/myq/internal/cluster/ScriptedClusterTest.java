package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.cluster.ClusterProbe.Outcome;
import io.myq.internal.network.ScriptedServer;
import io.myq.internal.network.ScriptedServer.Received;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.HeartbeatRequest;
import io.myq.internal.protocol.HeartbeatResponse;
import io.myq.internal.protocol.MetadataResponse;
import io.myq.internal.protocol.MetadataResponse.MetadataResponseBroker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Clusters whose brokers say or do what real ones do seldom: they move, forget, replace each other, fall silent. */
class ScriptedClusterTest {

    private static final Config CONFIG =
            Config.defaults().withNet(Config.defaults().net().withDialTimeout(Duration.ofMillis(400)));

    /** Answers Metadata with what the reference holds, and never answers Heartbeat. */
    private static ScriptedServer broker(AtomicReference<MetadataResponse> metadata) throws Exception {
        return new ScriptedServer(peer -> {
            peer.negotiate();
            while (true) {
                Received request = peer.receive();
                if (request.apiKey() == Api.METADATA.key()) {
                    peer.answer(request, metadata.get());
                }
            }
        });
    }

    @Test
    void aBrokerThatMovesIsFollowed() throws Exception {
        AtomicReference<MetadataResponse> metadata = new AtomicReference<>();
        try (ScriptedServer from = broker(metadata);
                ScriptedServer to = new ScriptedServer(peer -> {
                    peer.negotiate();
                    while (true) {
                        Received request = peer.receive();
                        boolean isMetadata = request.apiKey() == Api.METADATA.key();
                        peer.answer(request, isMetadata ? metadata.get() : HeartbeatResponse.defaults());
                    }
                })) {
            metadata.set(cluster("c-1", from));
            try (ClusterProbe probe = new ClusterProbe(CONFIG, address(from)).awaitConnected()) {
                Lane lane = probe.cluster.openLane("test");
                var stranded = probe.send(lane, 1, HeartbeatRequest.defaults());
                await().atMost(ClusterProbe.GENEROUS).until(() -> inFlight(probe, lane) == 1);

                metadata.set(cluster("c-1", to));
                probe.cluster.refresh("test");
                Outcome<HeartbeatResponse> lost = stranded.get(20, TimeUnit.SECONDS);
                assertThat(lost.maybeSent()).isTrue();
                assertThat(lost.cause())
                        .isInstanceOf(ConnectionException.class)
                        .hasMessage("Broker 1 has moved from " + address(from) + " to " + address(to));
                assertThat(probe.send(lane, 1, HeartbeatRequest.defaults())
                                .get(20, TimeUnit.SECONDS)
                                .response())
                        .isNotNull();
            }
        }
    }

    @Test
    void whenAllKnownBrokersAreGoneTheFirstAddressesAreAskedAgain() throws Exception {
        AtomicReference<MetadataResponse> metadata = new AtomicReference<>();
        ScriptedServer dying = broker(metadata);
        try (ScriptedServer lasting = broker(metadata)) {
            metadata.set(cluster("c-1", dying));
            try (ClusterProbe probe = new ClusterProbe(CONFIG, address(lasting)).awaitConnected()) {
                metadata.set(cluster("c-1", lasting));
                dying.close();
                await().atMost(ClusterProbe.GENEROUS).untilAsserted(() -> {
                    assertThat(probe.cluster.view().nodes().get(1).address()).isEqualTo(address(lasting));
                    assertThat(probe.cluster.status().reachable()).isTrue();
                });
            }
        } finally {
            dying.close();
        }
    }

    @Test
    void aBrokerThatFallsSilentDoesNotKeepOthersFromBeingAsked() throws Exception {
        AtomicReference<MetadataResponse> metadata = new AtomicReference<>();
        AtomicInteger answers = new AtomicInteger();
        try (ScriptedServer silent = new ScriptedServer(peer -> {
                    peer.negotiate();
                    while (true) {
                        Received request = peer.receive();
                        // the one as bootstrap address, the other as broker of the cluster
                        if (answers.incrementAndGet() <= 2) {
                            peer.answer(request, metadata.get());
                        }
                    }
                });
                ScriptedServer other = broker(metadata)) {
            metadata.set(cluster("c-1", silent));
            try (ClusterProbe probe = new ClusterProbe(CONFIG, address(silent)).awaitConnected()) {
                metadata.set(cluster("c-1", silent, other));
                probe.cluster.refresh("nobody answers this");
                await().atMost(ClusterProbe.GENEROUS)
                        .untilAsserted(() -> assertThat(probe.cluster.status().lastFailure())
                                .isNotNull()
                                .hasMessageContaining("did not answer Metadata within 400 ms"));
                answers.set(0);
                await().atMost(ClusterProbe.GENEROUS)
                        .until(() -> probe.cluster.view().nodes().size() == 2);
                await().atMost(ClusterProbe.GENEROUS).untilAsserted(() -> {
                    // whichever was asked: the silent one is given up for the one that answers
                    probe.cluster.refresh("again");
                    assertThat(probe.cluster.status().reachable()).isTrue();
                    assertThat(probe.cluster.status().brokers())
                            .anyMatch(broker -> broker.address().equals(address(other)) && broker.connected());
                });
            }
        }
    }

    @Test
    void aBrokerThatKnowsNoBrokersYetIsAskedAgain() throws Exception {
        AtomicReference<MetadataResponse> metadata = new AtomicReference<>(MetadataResponse.defaults());
        try (ScriptedServer starting = broker(metadata);
                ClusterProbe probe = new ClusterProbe(CONFIG, address(starting))) {
            assertThat(awaitFailure(probe)).hasMessageContaining("knows no brokers yet: it is probably just starting");
            metadata.set(cluster("c-1", starting));
            probe.awaitConnected();
            assertThat(probe.cluster.status().lastFailure()).isNull();
        }
    }

    @Test
    void anotherClusterAtTheSameAddressIsNotTakenForTheOld() throws Exception {
        AtomicReference<MetadataResponse> metadata = new AtomicReference<>();
        try (ScriptedServer server = broker(metadata)) {
            metadata.set(cluster("c-1", server));
            try (ClusterProbe probe = new ClusterProbe(CONFIG, address(server)).awaitConnected()) {
                metadata.set(cluster("c-2", server));
                probe.cluster.refresh("test");
                assertThat(awaitFailure(probe))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessage("The broker at " + address(server) + " belongs to cluster c-2, but this client is"
                                + " connected to cluster c-1. If the cluster was replaced, restart the application");
                assertThat(probe.cluster.view().clusterId()).isEqualTo("c-1");
            }
        }
    }

    @Test
    void aDeadBrokerIsNotHammered() throws Exception {
        AtomicReference<MetadataResponse> metadata = new AtomicReference<>();
        try (ScriptedServer living = broker(metadata);
                ScriptedServer refusing =
                        new ScriptedServer(peer -> peer.socket().close())) {
            metadata.set(cluster("c-1", living, refusing));
            try (ClusterProbe probe = new ClusterProbe(CONFIG, address(living))) {
                Lane lane = probe.cluster.openLane("test");
                await().atMost(ClusterProbe.GENEROUS)
                        .until(() -> probe.cluster.view().nodes().size() == 2);
                long start = System.nanoTime();
                AtomicInteger refused = new AtomicInteger();
                Duration aWhile = Duration.ofMillis(600);
                while (System.nanoTime() - start < aWhile.toNanos()) {
                    MyqException cause = probe.send(lane, 2, HeartbeatRequest.defaults())
                            .get(20, TimeUnit.SECONDS)
                            .cause();
                    assertThat(cause).isInstanceOf(ConnectionException.class);
                    refused.incrementAndGet();
                }
                // pauses of 50, 100, 200, 400 ms, each up to 20 % less; metadata may have tried twice as well
                assertThat(refusing.accepted()).isBetween(1, 8);
                assertThat(refused.get()).isGreaterThan(refusing.accepted());
            }
        }
    }

    private static Throwable awaitFailure(ClusterProbe probe) {
        await().atMost(ClusterProbe.GENEROUS).until(() -> probe.cluster.status().lastFailure() != null);
        return probe.cluster.status().lastFailure();
    }

    private static int inFlight(ClusterProbe probe, Lane lane) throws Exception {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        probe.loop.execute(() -> count.complete(lane.inFlight(1)));
        return count.get(30, TimeUnit.SECONDS);
    }

    private static String address(ScriptedServer server) {
        return "127.0.0.1:" + server.port();
    }

    /** Brokers 1, 2 and so on at these addresses. */
    private static MetadataResponse cluster(String id, ScriptedServer... servers) {
        AtomicInteger ids = new AtomicInteger();
        List<MetadataResponseBroker> brokers = Arrays.stream(servers)
                .map(server -> new MetadataResponseBroker(ids.incrementAndGet(), "127.0.0.1", server.port(), null))
                .toList();
        return MetadataResponse.defaults().withClusterId(id).withBrokers(brokers);
    }
}
