package io.myq.internal.cluster;

import io.myq.error.ConnectionException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.MetadataRequest;
import io.myq.internal.protocol.MetadataResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One refresh: asks one broker after the other until one of the cluster's own has answered, those of the view first, then
 * the addresses that the application gave. Owned by the loop.
 */
final class MetadataRound {

    private static final int MESSAGES_SHOWN = 10;

    private final LiveCluster cluster;
    private final BrokerLane lane;
    private final MetadataRequest request;
    private final Consumer<@Nullable MyqException> onEnd;
    private final ArrayDeque<Node> candidates = new ArrayDeque<>();
    private final Set<String> failedAddresses = new HashSet<>();
    private final List<MyqException> failures = new ArrayList<>();

    /** @param onEnd told once: with {@code null} for success, or why nobody could be asked */
    MetadataRound(
            LiveCluster cluster, BrokerLane lane, MetadataRequest request, Consumer<@Nullable MyqException> onEnd) {
        this.cluster = cluster;
        this.lane = lane;
        this.request = request;
        this.onEnd = onEnd;
    }

    void start() {
        addNodesOfView();
        List<Node> bootstrap = new ArrayList<>(cluster.bootstrap());
        Collections.shuffle(bootstrap);
        candidates.addAll(bootstrap);
        next();
    }

    /** Connected ones first: they answer soonest, and they are the ones to keep. */
    private void addNodesOfView() {
        List<Node> nodes = new ArrayList<>(cluster.view().nodes().values());
        Collections.shuffle(nodes);
        nodes.sort(Comparator.comparing((Node node) -> !lane.isOpen(node.id()))
                .thenComparing(node -> !cluster.board().isOpen(node.id())));
        candidates.addAll(nodes);
    }

    private void next() {
        Node node = candidates.poll();
        while (node != null && failedAddresses.contains(node.address())) {
            node = candidates.poll();
        }
        if (node == null) {
            onEnd.accept(summary());
            return;
        }
        Node asked = node;
        lane.probe(asked, request, patience(asked), new ResponseHandler<>() {
            @Override
            public void onResponse(MetadataResponse response) {
                answered(asked, response);
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                failed(asked, cause);
            }
        });
    }

    /** Not as long as other requests: another broker may know as well. */
    private Duration patience(Node node) {
        Duration dial = cluster.config().net().dialTimeout();
        Duration read = cluster.config().net().readTimeout();
        Duration answer = dial.compareTo(read) < 0 ? dial : read;
        return lane.isOpen(node.id()) ? answer : answer.plus(dial);
    }

    private void failed(Node node, MyqException cause) {
        failedAddresses.add(node.address());
        failures.add(cause);
        next();
    }

    private void answered(Node node, MetadataResponse response) {
        MyqException unusable = unusable(node, response);
        if (unusable == null) {
            unusable = cluster.apply(response, node);
        }
        if (unusable != null) {
            failed(node, unusable);
        } else if (node.id() >= 0) {
            onEnd.accept(null);
        } else {
            // what counts is that the brokers can be reached where the cluster says they are
            candidates.clear();
            addNodesOfView();
            next();
        }
    }

    private @Nullable MyqException unusable(Node node, MetadataResponse response) {
        ErrorCode error = ErrorCode.of(response.errorCode());
        if (error != ErrorCode.NONE) {
            return new ConnectionException(
                    "The broker at " + node.address() + " refused to describe the cluster: " + error);
        }
        if (response.brokers().isEmpty()) {
            return new ConnectionException(
                    "The broker at " + node.address() + " knows no brokers yet: it is probably just starting");
        }
        String known = cluster.view().clusterId();
        String given = response.clusterId();
        if (known != null && given != null && !known.equals(given)) {
            return new ProtocolException("The broker at " + node.address() + " belongs to cluster " + given
                    + ", but this client is connected to cluster " + known
                    + ". If the cluster was replaced, restart the application");
        }
        return null;
    }

    private MyqException summary() {
        if (failures.size() == 1) {
            return failures.get(0);
        }
        String all = failures.stream()
                .map(failure -> String.valueOf(failure.getMessage()).replaceFirst("\\.$", ""))
                .distinct()
                .limit(MESSAGES_SHOWN)
                .collect(Collectors.joining("; "));
        return new ConnectionException("No broker can be reached. " + all, failures.isEmpty() ? null : failures.get(0));
    }
}
