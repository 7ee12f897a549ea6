package io.myq.internal.cluster;

import io.myq.internal.cluster.ClusterStatus.BrokerStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what all lanes see of the brokers, and keeps a snapshot of it ready. Owned by the loop; {@link #snapshot} for
 * any thread.
 */
final class StatusBoard {

    private final Map<Integer, Integer> open = new HashMap<>();
    private final Map<Integer, Throwable> failures = new HashMap<>();
    private final Set<Integer> everOpen = new HashSet<>();
    private List<Node> nodes;
    private @Nullable String clusterId;
    private @Nullable Throwable lastFailure;
    private volatile ClusterStatus snapshot;

    StatusBoard(List<Node> bootstrap) {
        this.nodes = bootstrap;
        this.snapshot = build();
    }

    /** Any thread. */
    ClusterStatus snapshot() {
        return snapshot;
    }

    void opened(int node) {
        open.merge(node, 1, Integer::sum);
        failures.remove(node);
        everOpen.add(node);
        snapshot = build();
    }

    /** @param failure {@code null} when the connection ended as it should */
    void closed(int node, @Nullable Throwable failure) {
        open.computeIfPresent(node, (id, count) -> count == 1 ? null : count - 1);
        if (failure == null) {
            snapshot = build();
        } else {
            failed(node, failure);
        }
    }

    void failed(int node, Throwable failure) {
        failures.put(node, failure);
        snapshot = build();
    }

    void viewed(ClusterView view) {
        clusterId = view.clusterId();
        nodes = view.nodes().values().stream()
                .sorted(Comparator.comparingInt(Node::id))
                .toList();
        // what is not in the view is remembered no longer, addresses of the application excepted
        failures.keySet().removeIf(id -> id >= 0 && !view.nodes().containsKey(id));
        everOpen.removeIf(id -> id >= 0 && !view.nodes().containsKey(id));
        snapshot = build();
    }

    /** @param failure {@code null} when the refresh succeeded */
    void refreshed(@Nullable Throwable failure) {
        lastFailure = failure;
        if (failure == null) {
            // what failed on one lane is not repeated there when nobody needs it; the broker is fine all the same
            failures.keySet().removeIf(open::containsKey);
        }
        snapshot = build();
    }

    boolean isOpen(int node) {
        return open.containsKey(node);
    }

    /** Whether a connection to the broker was ever open, so that its address is known to be good. */
    boolean wasOpen(int node) {
        return everOpen.contains(node);
    }

    private ClusterStatus build() {
        List<BrokerStatus> brokers = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            brokers.add(
                    new BrokerStatus(node.id(), node.address(), open.containsKey(node.id()), failures.get(node.id())));
        }
        return new ClusterStatus(clusterId, List.copyOf(brokers), lastFailure);
    }
}
