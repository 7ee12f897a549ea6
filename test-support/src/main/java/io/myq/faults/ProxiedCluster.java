package io.myq.faults;

import io.myq.embedded.EmbeddedKafka;
import io.myq.embedded.EmbeddedKafkaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * An embedded cluster with a proxy before each broker. Clients that start from {@link #bootstrapServers()} reach every broker
 * through its proxy, for that is what the brokers advertise; the cluster's own addresses lead past the proxies.
 *
 * <p>Any thread.
 */
public final class ProxiedCluster implements AutoCloseable {

    private static final String LISTENER = "FAULTS";

    private final EmbeddedKafka kafka;
    private final Faults faults = new Faults();
    private final Lifetimes lifetimes = new Lifetimes();
    private final Map<Integer, NodeProxy> proxies = new TreeMap<>();

    private ProxiedCluster(EmbeddedKafka kafka) {
        this.kafka = kafka;
        kafka.brokers().forEach(broker -> {
            NodeProxy proxy = new NodeProxy(broker.nodeId(), broker.port(LISTENER), faults, lifetimes);
            proxies.put(broker.nodeId(), proxy);
            broker.advertise(LISTENER, broker.host(), proxy.port());
        });
    }

    /**
     * Builds and starts the cluster and its proxies; blocks until all nodes serve clients.
     *
     * @param builder with everything but the proxies' listener
     */
    public static ProxiedCluster start(EmbeddedKafkaBuilder builder) {
        ProxiedCluster cluster = new ProxiedCluster(builder.listener(LISTENER).build());
        try {
            cluster.kafka.start();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** The proxies' addresses, {@code host:port,host:port}. */
    public String bootstrapServers() {
        return kafka.bootstrapServers(LISTENER);
    }

    /** The brokers; its own addresses are those of a witness whom no fault concerns. */
    public EmbeddedKafka kafka() {
        return kafka;
    }

    /** The rules for frames. */
    public Faults faults() {
        return faults;
    }

    /**
     * The proxy before this broker.
     *
     * @param nodeId 1 to n
     */
    public NodeProxy proxy(int nodeId) {
        NodeProxy proxy = proxies.get(nodeId);
        if (proxy == null) {
            throw new IllegalArgumentException("no node " + nodeId + ", there are " + proxies.keySet());
        }
        return proxy;
    }

    /** All proxies, by node. */
    public List<NodeProxy> proxies() {
        return List.copyOf(proxies.values());
    }

    /** Nothing passes in this direction between clients and this broker until the rule is closed; then everything does. */
    public Rule blackhole(int nodeId, Direction direction) {
        return faults.add(Match.of(direction, new ApiKeys[0]).node(nodeId), Actions.hold());
    }

    /** Every connection, those that are open included, ends after a random time between these two. */
    public void limitLifetimes(Duration least, Duration most, long seed) {
        lifetimes.limit(least, most, seed);
        proxies.values().forEach(proxy -> proxy.forEachConnection(lifetimes::begin));
    }

    /**
     * Ends all faults of the proxies; brokers stay as they are.
     *
     * @throws IllegalStateException when a rule has thrown since the last time
     */
    public void heal() {
        lifetimes.unlimited();
        faults.clear();
        proxies.values().forEach(NodeProxy::heal);
        List<Throwable> failures = faults.takeFailures();
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " time(s) a rule threw, first:", failures.get(0));
        }
    }

    /** Ends the proxies with their threads, and the cluster. */
    @Override
    public void close() {
        faults.clear();
        lifetimes.close();
        try {
            for (NodeProxy proxy : proxies.values()) {
                proxy.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kafka.close();
        }
    }

    @Override
    public String toString() {
        return proxies.values().stream()
                .map(proxy -> "node " + proxy.node() + " behind port " + proxy.port())
                .collect(Collectors.joining(", "));
    }
}
