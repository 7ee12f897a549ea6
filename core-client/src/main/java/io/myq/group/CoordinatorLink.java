package io.myq.group;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.CoordinatorType;
import io.myq.internal.cluster.Lane;
import io.myq.internal.cluster.Node;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the group's coordinator, wherever it is at the moment: looks for it as long as it takes, and keeps requests
 * until it is found. Owned by the loop.
 */
final class CoordinatorLink {

    private static final Logger log = LoggerFactory.getLogger(CoordinatorLink.class);

    private final Cluster cluster;
    private final String groupId;
    private final GroupBoard board;
    private final Consumer<MyqException> onRefused;
    private final List<Waiting<?>> waiting = new ArrayList<>();
    private Lane lane;
    private @Nullable Node coordinator;
    private boolean finding;
    private int failures;
    private @Nullable Timeout retry;
    private boolean closed;

    private record Waiting<R extends ApiMessage>(Request<R> request, Duration timeout, ResponseHandler<R> handler) {}

    /** @param onRefused told when no coordinator will ever be found, because this client may not use the group */
    CoordinatorLink(Cluster cluster, String groupId, GroupBoard board, Consumer<MyqException> onRefused) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.board = board;
        this.onRefused = onRefused;
        this.lane = cluster.openLane("group " + groupId);
    }

    /** Sends as soon as the coordinator is known; the timeout counts from then. */
    <R extends ApiMessage> void send(Request<R> request, Duration timeout, ResponseHandler<R> handler) {
        Node node = coordinator;
        if (node != null && !closed) {
            lane.send(node.id(), request, timeout, handler);
            return;
        }
        waiting.add(new Waiting<>(request, timeout, handler));
        if (closed) {
            refuseWaiting();
        } else {
            find();
        }
    }

    /** A request failed, or its answer says that the coordinator is elsewhere: it is looked for with the next request. */
    void forget(String reason) {
        if (coordinator != null) {
            log.debug("Group {}: looks for its coordinator again: {}", groupId, reason);
            coordinator = null;
            board.coordinator(null);
        }
    }

    boolean isKnown() {
        return coordinator != null;
    }

    /** How a person finds it. */
    String name() {
        Node node = coordinator;
        return node == null ? "unknown coordinator" : "coordinator " + node.address();
    }

    /** Drops what is under way and connects anew: a join that waits for other members would block what comes after it. */
    void reconnect() {
        lane.close();
        lane = cluster.openLane("group " + groupId);
    }

    void close() {
        closed = true;
        if (retry != null) {
            retry.cancel();
        }
        lane.close();
        refuseWaiting();
    }

    private void find() {
        if (finding || retry != null) {
            return;
        }
        finding = true;
        cluster.findCoordinator(CoordinatorType.GROUP, groupId, (node, failure) -> {
            finding = false;
            if (closed) {
                return;
            }
            if (node != null) {
                found(node);
            } else {
                notFound(failure == null ? new MyqException("No coordinator was named") : failure);
            }
        });
    }

    private void found(Node node) {
        failures = 0;
        coordinator = node;
        board.coordinator(node.address());
        board.troubles().worked(this);
        log.debug("Group {}: coordinator is broker {} at {}", groupId, node.id(), node.address());
        List<Waiting<?>> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(this::sendWaiting);
    }

    private <R extends ApiMessage> void sendWaiting(Waiting<R> one) {
        send(one.request(), one.timeout(), one.handler());
    }

    private void notFound(MyqException cause) {
        if (cause instanceof BrokerException broker
                && (broker.error() == ErrorCode.GROUP_AUTHORIZATION_FAILED
                        || broker.error() == ErrorCode.INVALID_GROUP_ID)) {
            onRefused.accept(
                    new BrokerException(broker.error(), cause.getMessage() + GroupErrors.hint(broker.error())));
            return;
        }
        failures++;
        board.troubles().failed(this, cause);
        log.debug("Group {}: no coordinator (attempt {}): {}", groupId, failures, cause.getMessage());
        retry = cluster.loop()
                .schedule(Backoff.pause(cluster.config().consumer().retry(), failures), () -> {
                    retry = null;
                    if (!waiting.isEmpty()) {
                        find();
                    }
                });
    }

    private void refuseWaiting() {
        MyqException cause = new io.myq.error.ClientClosedException("The member of group " + groupId + " is closed");
        List<Waiting<?>> refused = List.copyOf(waiting);
        waiting.clear();
        refused.forEach(one -> cluster.loop().execute(() -> one.handler().onFailure(cause, false)));
    }
}
