package io.myq.embedded;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of real Apache Kafka brokers (KRaft, each node broker and controller) in child processes of this JVM.
 *
 * <p>Any thread. Everything ends with {@link #close()}, and at the latest with this JVM, by whatever way it ends: the brokers
 * are killed and the cluster's directory is deleted. There is no shutdown hook, so other hooks still find the brokers alive.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** The listener every node has: unencrypted, what {@link #bootstrapServers()} gives. */
    public static final String CLIENT_LISTENER = "CLIENT";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

    /** A cluster that nobody refers to would be ended by the garbage collector closing the pipes to the children. */
    private static final Set<EmbeddedKafka> OPEN = ConcurrentHashMap.newKeySet();

    private final ClusterSettings settings;
    private final String clusterId = randomId();
    private final Map<Integer, EmbeddedBroker> brokers = new TreeMap<>();
    private final String controllers;
    private final String initialControllers;
    private @Nullable ClusterHome home;
    private boolean closed;

    EmbeddedKafka(ClusterSettings settings) {
        this.settings = settings;
        Map<Integer, NodeAddresses> addresses = new TreeMap<>();
        Set<Integer> taken = new HashSet<>(settings.ports());
        for (int id = 1; id <= settings.nodes(); id++) {
            addresses.put(id, new NodeAddresses(settings, id, taken));
        }
        addresses.forEach((id, address) -> brokers.put(id, new EmbeddedBroker(this, settings, id, address)));
        controllers = addresses.values().stream().map(NodeAddresses::controller).collect(Collectors.joining(","));
        initialControllers = addresses.entrySet().stream()
                .map(node -> node.getKey() + "@" + node.getValue().controller() + ":" + randomId())
                .collect(Collectors.joining(","));
    }

    /** A builder with the defaults: one node, free ports. */
    public static EmbeddedKafkaBuilder builder() {
        return new EmbeddedKafkaBuilder();
    }

    /**
     * Starts the nodes that are not running, all at once, and blocks until every one serves clients and knows all others.
     *
     * @throws EmbeddedKafkaException when one does not get ready within the start time-out
     */
    public void start() {
        long start = System.nanoTime();
        List<EmbeddedBroker> down =
                brokers.values().stream().filter(broker -> !broker.isAlive()).toList();
        down.forEach(EmbeddedBroker::launch);
        Set<Integer> all = new TreeSet<>(brokers.keySet());
        brokers.values().forEach(broker -> broker.awaitReady(all));
        if (!down.isEmpty()) {
            LOG.info(
                    "Embedded Kafka at {}: {} node(s) started in {} ms",
                    bootstrapServers(),
                    down.size(),
                    millisSince(start));
        }
    }

    /** What a client connects to first: the advertised CLIENT addresses of all nodes, {@code host:port,host:port}. */
    public String bootstrapServers() {
        return bootstrapServers(CLIENT_LISTENER);
    }

    /** The same for another listener. */
    public String bootstrapServers(String listener) {
        return brokers.values().stream()
                .map(broker -> broker.advertisedAddress(listener))
                .collect(Collectors.joining(","));
    }

    /** The nodes, by id, whether running or not. */
    public List<EmbeddedBroker> brokers() {
        return List.copyOf(brokers.values());
    }

    /**
     * The node with this id.
     *
     * @param nodeId 1 to n
     */
    public EmbeddedBroker broker(int nodeId) {
        EmbeddedBroker broker = brokers.get(nodeId);
        if (broker == null) {
            throw new IllegalArgumentException("no node " + nodeId + ", there are " + brokers.keySet());
        }
        return broker;
    }

    /** The id the cluster is formatted with. */
    public String clusterId() {
        return clusterId;
    }

    /** Kills the brokers and deletes the cluster's directory with all data. Further calls do nothing. */
    @Override
    public void close() {
        ClusterHome current = endHome();
        if (current == null) {
            return;
        }
        brokers.values().forEach(EmbeddedBroker::killForGood);
        current.delete();
        OPEN.remove(this);
    }

    /** No node starts from here on; what is to be closed, or null when there is nothing. */
    private synchronized @Nullable ClusterHome endHome() {
        ClusterHome current = closed ? null : home;
        closed = true;
        return current;
    }

    String initialControllers() {
        return initialControllers;
    }

    String controllers() {
        return controllers;
    }

    /** The directory and the watchdog, made when the first node starts. */
    synchronized ClusterHome home() {
        if (closed) {
            throw new IllegalStateException("this embedded Kafka cluster is closed");
        }
        if (home == null) {
            home = ClusterHome.create(settings);
            OPEN.add(this);
        }
        return home;
    }

    static long millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }

    /** In Kafka's form; the first bit is cleared because an id that begins with '-' looks like an option to Kafka's tools. */
    private static String randomId() {
        UUID id = UUID.randomUUID();
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(id.getMostSignificantBits() & Long.MAX_VALUE).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
