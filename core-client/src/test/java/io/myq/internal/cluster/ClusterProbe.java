package io.myq.internal.cluster;

import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.error.MyqException;
import io.myq.internal.network.EventLoop;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.CreateTopicsRequest;
import io.myq.internal.protocol.CreateTopicsRequest.CreatableTopic;
import io.myq.internal.protocol.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cluster with a loop of its own, for tests to ask and to wait for. */
final class ClusterProbe implements AutoCloseable {

    /** The outcome of a request: a response, or why there is none. */
    record Outcome<R>(@Nullable R response, @Nullable MyqException cause, boolean maybeSent) {}

    static final Duration GENEROUS = Duration.ofSeconds(30);

    final EventLoop loop = new EventLoop("probe", (where, cause) -> {});
    final LiveCluster cluster;

    ClusterProbe(Config config, String... addresses) {
        loop.start();
        cluster = LiveCluster.open(List.of(addresses), config, loop);
    }

    ClusterProbe awaitConnected() throws Exception {
        cluster.connected().get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    void awaitTopic(String name, Consumer<TopicView> assertion) {
        cluster.addTopics(List.of(name));
        await().atMost(GENEROUS).untilAsserted(() -> {
            TopicView topic = cluster.view().topic(name);
            if (topic == null) {
                throw new AssertionError("nothing is known of " + name);
            }
            assertion.accept(topic);
        });
    }

    void createTopic(String name, int partitions, int replicas) throws Exception {
        CreatableTopic topic = CreatableTopic.defaults()
                .withName(name)
                .withNumPartitions(partitions)
                .withReplicationFactor((short) replicas);
        CreateTopicsRequest request =
                CreateTopicsRequest.defaults().withTopics(List.of(topic)).withTimeoutMs(20_000);
        var response = sendToAny(cluster.openLane("admin"), request).get(30, TimeUnit.SECONDS);
        if (response.response() == null || response.response().topics().get(0).errorCode() != 0) {
            throw new AssertionError("cannot create " + name + ": " + response);
        }
    }

    <R extends ApiMessage> CompletableFuture<Outcome<R>> send(Lane lane, int node, Request<R> request) {
        CompletableFuture<Outcome<R>> outcome = new CompletableFuture<>();
        loop.execute(() -> lane.send(node, request, GENEROUS, handler(outcome)));
        return outcome;
    }

    <R extends ApiMessage> CompletableFuture<Outcome<R>> sendToAny(Lane lane, Request<R> request) {
        CompletableFuture<Outcome<R>> outcome = new CompletableFuture<>();
        loop.execute(() -> lane.sendToAny(request, GENEROUS, handler(outcome)));
        return outcome;
    }

    private static <R extends ApiMessage> ResponseHandler<R> handler(CompletableFuture<Outcome<R>> outcome) {
        return new ResponseHandler<>() {
            @Override
            public void onResponse(R response) {
                outcome.complete(new Outcome<>(response, null, true));
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                outcome.complete(new Outcome<>(null, cause, maybeSent));
            }
        };
    }

    @Override
    public void close() {
        cluster.close();
        loop.close();
        await().pollDelay(Duration.ZERO).atMost(GENEROUS).until(() -> loop.awaitEnd(Duration.ZERO));
    }
}
