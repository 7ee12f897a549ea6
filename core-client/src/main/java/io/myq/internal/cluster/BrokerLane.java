package io.myq.internal.cluster;

import io.myq.error.ClientClosedException;
import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The links of one purpose, one per broker that was used. Owned by the loop. */
final class BrokerLane implements Lane {

    private final LiveCluster cluster;
    private final String purpose;
    private final Map<Integer, NodeLink> links = new HashMap<>();
    /** Why nothing goes out any more; {@code null} while it does. */
    private @Nullable MyqException end;

    BrokerLane(LiveCluster cluster, String purpose) {
        this.cluster = cluster;
        this.purpose = purpose;
    }

    @Override
    public <R extends ApiMessage> void send(
            int nodeId, Request<R> request, Duration timeout, ResponseHandler<R> handler) {
        send(nodeId, request, timeout, handler, null);
    }

    @Override
    public <R extends ApiMessage> void sendOneWay(
            int nodeId, Request<R> request, Duration timeout, ResponseHandler<R> handler, Runnable onWritten) {
        send(nodeId, request, timeout, handler, onWritten);
    }

    @Override
    public <R extends ApiMessage> void sendToAny(Request<R> request, Duration timeout, ResponseHandler<R> handler) {
        NodeLink link = end == null ? anyLink() : null;
        sendOrRefuse(link, end, request, timeout, handler, null);
    }

    @Override
    public int inFlight(int nodeId) {
        NodeLink link = links.get(nodeId);
        return link == null ? 0 : link.inFlight();
    }

    @Override
    public void close() {
        if (end == null) {
            cluster.forget(this);
            close(new ClientClosedException("The connections of " + purpose + " are closed"));
        }
    }

    void close(MyqException cause) {
        end = cause;
        List.copyOf(links.values()).forEach(link -> link.close(cause));
        links.clear();
    }

    /** Sends even during the pause after a failed connect: for who has pauses of its own. */
    <R extends ApiMessage> void probe(Node node, Request<R> request, Duration timeout, ResponseHandler<R> handler) {
        link(node).send(request, timeout, handler, null);
    }

    boolean isOpen(int nodeId) {
        NodeLink link = links.get(nodeId);
        return link != null && link.isOpen();
    }

    /** Brokers that live elsewhere now: what was sent to the old address gets no answer that counts. */
    void onView(ClusterView view) {
        view.nodes().values().forEach(this::replaceIfMoved);
    }

    /** The application's own addresses are no longer needed once a broker of the cluster answers. */
    void closeBootstrapLinks() {
        links.values().removeIf(link -> {
            boolean bootstrap = link.node().id() < 0 && link.inFlight() == 0;
            if (bootstrap) {
                link.close(new ConnectionException("The connection to the bootstrap address "
                        + link.node().address() + " was closed: brokers of the cluster are connected"));
            }
            return bootstrap;
        });
    }

    private <R extends ApiMessage> void send(
            int nodeId,
            Request<R> request,
            Duration timeout,
            ResponseHandler<R> handler,
            @Nullable Runnable onWritten) {
        Node node = end == null ? cluster.node(nodeId) : null;
        MyqException refusal = end;
        if (refusal == null && node == null) {
            refusal = new ConnectionException("Broker " + nodeId + " is not among those that the cluster lists now");
        }
        sendOrRefuse(node == null ? null : link(node), refusal, request, timeout, handler, onWritten);
    }

    private <R extends ApiMessage> void sendOrRefuse(
            @Nullable NodeLink link,
            @Nullable MyqException refusal,
            Request<R> request,
            Duration timeout,
            ResponseHandler<R> handler,
            @Nullable Runnable onWritten) {
        MyqException pause = link == null ? refusal : link.inBackoff();
        if (link != null && pause == null) {
            link.send(request, timeout, handler, onWritten);
        } else {
            MyqException cause = pause == null ? new ConnectionException("No broker is known") : pause;
            cluster.later(() -> handler.onFailure(cause, false));
        }
    }

    private NodeLink link(Node node) {
        replaceIfMoved(node);
        return links.computeIfAbsent(node.id(), id -> new NodeLink(cluster, node));
    }

    private void replaceIfMoved(Node node) {
        NodeLink link = links.get(node.id());
        if (link != null && !link.node().address().equals(node.address())) {
            links.remove(node.id());
            link.close(new ConnectionException(
                    "Broker " + node.id() + " has moved from " + link.node().address() + " to " + node.address()));
        }
    }

    /** An open one with the least to do, else one that is being opened, else one to a broker that others reach, else any that does not pause. */
    private @Nullable NodeLink anyLink() {
        NodeLink used = links.values().stream()
                .filter(NodeLink::isUsed)
                .min(Comparator.comparing((NodeLink link) -> !link.isOpen()).thenComparing(NodeLink::inFlight))
                .orElse(null);
        if (used != null) {
            return used;
        }
        List<Node> nodes = new ArrayList<>(cluster.view().nodes().values());
        if (nodes.isEmpty()) {
            nodes.addAll(cluster.bootstrap());
        }
        Collections.shuffle(nodes);
        nodes.sort(Comparator.comparing(node -> !cluster.board().isOpen(node.id())));
        NodeLink pausing = null;
        for (Node node : nodes) {
            NodeLink link = link(node);
            if (link.inBackoff() == null) {
                return link;
            }
            pausing = link;
        }
        return pausing;
    }
}
