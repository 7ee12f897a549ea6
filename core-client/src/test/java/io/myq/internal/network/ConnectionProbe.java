package io.myq.internal.network;

import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.error.MyqException;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.Request;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection with a loop of its own, and what came of it. */
final class ConnectionProbe implements AutoCloseable {

    /** The outcome of a request: a response, or why there is none. */
    record Outcome<R>(@Nullable R response, @Nullable MyqException cause, boolean maybeSent) {}

    final EventLoop loop = new EventLoop("probe", (where, cause) -> {});
    final CompletableFuture<Boolean> open = new CompletableFuture<>();
    final CompletableFuture<MyqException> lost = new CompletableFuture<>();
    private final CompletableFuture<BrokerConnection> connection = new CompletableFuture<>();

    ConnectionProbe(int port) {
        this("127.0.0.1", port, Config.defaults());
    }

    ConnectionProbe(String host, int port, Config config) {
        loop.start();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void onOpen() {
                open.complete(true);
            }

            @Override
            public void onLost(MyqException cause) {
                lost.complete(cause);
            }
        };
        loop.execute(() -> {
            BrokerConnection opened = BrokerConnection.open(loop, config, new Peer(host, port, 3, ""), listener);
            loop.onEnd(failure -> opened.close(loop.closedException()));
            connection.complete(opened);
        });
    }

    static Config dialTimeout(Duration timeout) {
        return Config.defaults().withNet(Config.defaults().net().withDialTimeout(timeout));
    }

    /** Why there is no connection, or none any more. */
    MyqException awaitLost() throws Exception {
        return lost.get(20, TimeUnit.SECONDS);
    }

    void awaitOpen() throws Exception {
        open.get(20, TimeUnit.SECONDS);
    }

    <R extends ApiMessage> CompletableFuture<Outcome<R>> send(Request<R> request) {
        return send(request, Duration.ofSeconds(20));
    }

    <R extends ApiMessage> CompletableFuture<Outcome<R>> send(Request<R> request, Duration timeout) {
        CompletableFuture<Outcome<R>> outcome = new CompletableFuture<>();
        ResponseHandler<R> handler = handler(outcome);
        run(opened -> opened.send(request, timeout, handler));
        return outcome;
    }

    static <R extends ApiMessage> ResponseHandler<R> handler(CompletableFuture<Outcome<R>> outcome) {
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

    void run(Consumer<BrokerConnection> task) {
        loop.execute(() -> task.accept(connection.join()));
    }

    @Override
    public void close() {
        loop.close();
        await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(20)).until(() -> loop.awaitEnd(Duration.ZERO));
    }
}
