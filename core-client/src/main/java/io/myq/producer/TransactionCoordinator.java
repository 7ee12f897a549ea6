package io.myq.producer;

import io.myq.error.ClientClosedException;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.CoordinatorType;
import io.myq.internal.cluster.Lane;
import io.myq.internal.cluster.Node;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.Request;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way to a coordinator, of the transactional id or of a group whose offsets a transaction commits: it is looked up
 * when it is needed, and again after it was forgotten. Owned by the owner loop.
 */
final class TransactionCoordinator {

    private final Cluster cluster;
    private final Lane lane;
    private final CoordinatorType type;
    private final String key;
    private @Nullable Node node;

    TransactionCoordinator(Cluster cluster, Lane lane, CoordinatorType type, String key) {
        this.cluster = cluster;
        this.lane = lane;
        this.type = type;
        this.key = key;
    }

    /** Sends to the coordinator, wherever it is; the timeout counts from when that is known. */
    <R extends ApiMessage> void send(Request<R> request, Duration timeout, ResponseHandler<R> handler) {
        Node known = node;
        if (known != null) {
            lane.send(known.id(), request, timeout, handler);
            return;
        }
        cluster.findCoordinator(type, key, (found, failure) -> {
            if (found == null) {
                handler.onFailure(failure == null ? new ClientClosedException("No coordinator") : failure, false);
            } else {
                node = found;
                lane.send(found.id(), request, timeout, handler);
            }
        });
    }

    /** It does not answer, or is not the coordinator any more: the next request looks for it. */
    void forget() {
        node = null;
    }

    /** How a person finds it. */
    String describe() {
        Node known = node;
        String of = type == CoordinatorType.GROUP ? "the coordinator of group '" : "the coordinator of '";
        return of + key + "'" + (known == null ? "" : " (broker " + known.id() + " at " + known.address() + ")");
    }
}
