package io.myq.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what an embedded cluster is to be like; every setting has a default that suits a small machine.
 *
 * <p>Owned by the thread that builds.
 */
public final class EmbeddedKafkaBuilder {
    private static final Pattern LISTENER_NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    private int nodes = 1;
    private String heap = "320m";
    private Duration startTimeout = Duration.ofSeconds(60);
    private Path tempDirectory = Path.of(System.getProperty("java.io.tmpdir"));
    private @Nullable Path logDirectory;
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private final List<String> jvmArguments = new ArrayList<>();
    private final Map<String, String> listeners = new LinkedHashMap<>();
    private final Map<String, String> brokerProperties = new LinkedHashMap<>();
    private final Map<Integer, Map<String, String>> nodeProperties = new HashMap<>();
    private final Map<String, Integer> features = new LinkedHashMap<>();
    private List<Integer> ports = List.of();

    EmbeddedKafkaBuilder() {}

    /** How many nodes, each broker and controller, with the ids 1 to n. Default 1; at least 1. */
    public EmbeddedKafkaBuilder nodes(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a cluster needs at least 1 node, not " + count);
        }
        nodes = count;
        return this;
    }

    /** A broker property of every node; wins over this module's defaults, see Kafka's "Broker Configs" for the names. */
    public EmbeddedKafkaBuilder brokerProperty(String name, Object value) {
        brokerProperties.put(name, String.valueOf(value));
        return this;
    }

    /** A broker property of one node (ids start at 1); wins over {@link #brokerProperty}. */
    public EmbeddedKafkaBuilder nodeProperty(int nodeId, String name, Object value) {
        nodeProperties.computeIfAbsent(nodeId, id -> new LinkedHashMap<>()).put(name, String.valueOf(value));
        return this;
    }

    /**
     * The level of one of the cluster's features when it is created, for example {@code transaction.version} 0 for the
     * transactions of older clusters. Default: the release's own levels.
     */
    public EmbeddedKafkaBuilder feature(String name, int level) {
        features.put(name, level);
        return this;
    }

    /** Adds an unencrypted listener on a port of its own to every node. */
    public EmbeddedKafkaBuilder listener(String name) {
        return listener(name, "PLAINTEXT");
    }

    /**
     * Adds a listener on a port of its own to every node. What its protocol needs (key stores, SASL mechanisms) is set with
     * {@link #brokerProperty}, for example {@code listener.name.secure.ssl.keystore.location}.
     *
     * @param name upper-case letters, digits and {@code _}; not CLIENT or CONTROLLER, which every node has
     * @param securityProtocol PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL
     */
    public EmbeddedKafkaBuilder listener(String name, String securityProtocol) {
        boolean taken = name.equals(EmbeddedKafka.CLIENT_LISTENER) || name.equals(NodeProperties.CONTROLLER_LISTENER);
        if (taken || !LISTENER_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for an extra listener: " + name
                    + " (use upper-case letters, digits and _; every node has CLIENT and CONTROLLER already)");
        }
        listeners.put(name, securityProtocol);
        return this;
    }

    /** Fixed ports of the CLIENT listener, first node first. Default: free ports, chosen once and kept over restarts. */
    public EmbeddedKafkaBuilder ports(Integer... clientPorts) {
        ports = List.of(clientPorts);
        return this;
    }

    /** Heap of each broker as for {@code -Xmx}. Default 320m. */
    public EmbeddedKafkaBuilder heap(String size) {
        heap = Objects.requireNonNull(size);
        return this;
    }

    /** A further argument for the JVM of each broker. */
    public EmbeddedKafkaBuilder jvmArgument(String argument) {
        jvmArguments.add(Objects.requireNonNull(argument));
        return this;
    }

    /** The Java that runs the brokers (17 or later). Default: the one that runs this JVM. */
    public EmbeddedKafkaBuilder javaHome(Path home) {
        javaHome = Objects.requireNonNull(home);
        return this;
    }

    /** Where the cluster's own directory is created. Default: {@code java.io.tmpdir}. */
    public EmbeddedKafkaBuilder tempDirectory(Path parent) {
        tempDirectory = Objects.requireNonNull(parent);
        return this;
    }

    /** Where the logs of the nodes are written, to be kept after the end. Default: in the cluster's directory, deleted with it. */
    public EmbeddedKafkaBuilder logDirectory(Path directory) {
        logDirectory = Objects.requireNonNull(directory);
        return this;
    }

    /** How long a node may take until it serves clients. Default 60 s. */
    public EmbeddedKafkaBuilder startTimeout(Duration timeout) {
        startTimeout = Objects.requireNonNull(timeout);
        return this;
    }

    /**
     * Chooses the ports and starts nothing yet, so that advertised addresses can still be set.
     *
     * @throws IllegalArgumentException when settings contradict each other
     */
    public EmbeddedKafka build() {
        if (!ports.isEmpty() && ports.size() != nodes) {
            throw new IllegalArgumentException(
                    ports.size() + " ports given for " + nodes + " nodes: one per node is needed");
        }
        for (Integer id : nodeProperties.keySet()) {
            if (id < 1 || id > nodes) {
                throw new IllegalArgumentException(
                        "nodeProperty for node " + id + ", but there are nodes 1 to " + nodes);
            }
        }
        return new EmbeddedKafka(new ClusterSettings(
                nodes,
                heap,
                startTimeout,
                tempDirectory.toAbsolutePath(),
                absolute(logDirectory),
                javaHome,
                List.copyOf(jvmArguments),
                copy(listeners),
                copy(brokerProperties),
                Map.copyOf(nodeProperties),
                new LinkedHashMap<>(features),
                ports));
    }

    /**
     * Builds and starts; blocks until every node serves clients. Nothing stays behind when that fails.
     *
     * @throws EmbeddedKafkaException when a node does not get ready within the start time-out
     */
    public EmbeddedKafka start() {
        EmbeddedKafka cluster = build();
        try {
            cluster.start();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath();
    }

    private static Map<String, String> copy(Map<String, String> map) {
        return new LinkedHashMap<>(map);
    }
}
