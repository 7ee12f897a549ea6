package io.myq.internal.cluster;

import io.myq.error.MyqException;
import io.myq.internal.network.BrokerConnection;
import io.myq.internal.network.ConnectionListener;
import io.myq.internal.network.EventLoop;
import io.myq.internal.network.Peer;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.Request;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One lane's way to one broker at one address: a connection when it is needed, another after it was lost, and pauses
 * between attempts that fail. Owned by the loop.
 */
final class NodeLink implements ConnectionListener {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** Brokers close connections that nobody uses: after so long that is not a failure. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final LiveCluster cluster;
    private final Node node;
    private final EventLoop loop;
    private @Nullable BrokerConnection connection;
    private @Nullable MyqException lastFailure;
    private boolean open;
    private int failures;
    private long retryAtNanos;
    private long lastUsedNanos;

    NodeLink(LiveCluster cluster, Node node) {
        this.cluster = cluster;
        this.node = node;
        this.loop = cluster.loop();
    }

    Node node() {
        return node;
    }

    boolean isOpen() {
        return open;
    }

    /** Whether there is a connection, or soon will be. */
    boolean isUsed() {
        return connection != null;
    }

    int inFlight() {
        return connection == null ? 0 : connection.inFlight();
    }

    /** Why nothing can be sent at the moment, or {@code null} when it can be tried. */
    @Nullable
    MyqException inBackoff() {
        boolean pausing = connection == null && failures > 0 && retryAtNanos - System.nanoTime() > 0;
        return pausing ? lastFailure : null;
    }

    /** Sends, opening a connection if there is none: even during the pause after a failure. */
    <R extends ApiMessage> void send(
            Request<R> request, Duration timeout, ResponseHandler<R> handler, @Nullable Runnable onWritten) {
        lastUsedNanos = System.nanoTime();
        BrokerConnection current = connection;
        if (current == null) {
            Peer peer = new Peer(node.host(), node.port(), failures + 1, cluster.hintFor(node));
            current = BrokerConnection.open(loop, cluster.config(), peer, this);
            connection = current;
        }
        if (onWritten == null) {
            current.send(request, timeout, handler);
        } else {
            current.sendOneWay(request, timeout, handler, onWritten);
        }
    }

    @Override
    public void onOpen() {
        open = true;
        cluster.board().opened(node.id());
        if (connection != null) {
            cluster.onFeatures(connection.features());
        }
    }

    @Override
    public void onLost(MyqException cause) {
        boolean wasOpen = open;
        boolean idle = wasOpen && inFlight() == 0 && System.nanoTime() - lastUsedNanos > IDLE.toNanos();
        boolean proven = connection != null && connection.answered();
        connection = null;
        open = false;
        lastFailure = cause;
        // a broker that was fine until now is tried again at once
        failures = proven ? 0 : failures + 1;
        retryAtNanos = System.nanoTime()
                + Backoff.pause(FIRST_PAUSE, LONGEST_PAUSE, Math.max(1, failures))
                        .toNanos();
        if (wasOpen) {
            cluster.board().closed(node.id(), idle ? null : cause);
            cluster.onLost(cause);
        } else {
            cluster.board().failed(node.id(), cause);
        }
    }

    void close(MyqException cause) {
        BrokerConnection current = connection;
        connection = null;
        if (current != null) {
            current.close(cause);
        }
        if (open) {
            open = false;
            cluster.board().closed(node.id(), null);
        }
    }
}
