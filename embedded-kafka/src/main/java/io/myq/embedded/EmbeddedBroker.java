package io.myq.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node of an embedded cluster: a real broker and controller in a process that can be stopped, killed, paused and started
 * again with its data and addresses.
 *
 * <p>Any thread.
 */
public final class EmbeddedBroker {
    private static final long POLL_MILLIS = 25;
    private static final int PROBE_MILLIS = 1_000;
    private static final int TAIL_LINES = 60;

    private final EmbeddedKafka cluster;
    private final ClusterSettings settings;
    private final int nodeId;
    private final NodeAddresses addresses;
    private volatile @Nullable BrokerProcess process;
    private volatile @Nullable Path log;

    EmbeddedBroker(EmbeddedKafka cluster, ClusterSettings settings, int nodeId, NodeAddresses addresses) {
        this.cluster = cluster;
        this.settings = settings;
        this.nodeId = nodeId;
        this.addresses = addresses;
    }

    /** 1 to n. */
    public int nodeId() {
        return nodeId;
    }

    /** Where the node listens: the loopback address. */
    public String host() {
        return NodeAddresses.HOST;
    }

    /** Where the node listens for clients (listener CLIENT), whatever it advertises. */
    public int port() {
        return port(EmbeddedKafka.CLIENT_LISTENER);
    }

    /** Where the node listens, whatever it advertises. */
    public int port(String listener) {
        return addresses.port(listener);
    }

    /** What the node tells clients of this listener to connect to, {@code host:port}. */
    public String advertisedAddress(String listener) {
        return addresses.advertised(listener);
    }

    /** Makes the node tell clients of this listener another address, a proxy's for example, from its next start on. */
    public void advertise(String listener, String host, int port) {
        addresses.advertise(listener, host + ":" + port);
    }

    /**
     * Starts the node with the data it had, and blocks until it serves clients. Only waits when it runs already.
     *
     * @throws EmbeddedKafkaException when it does not get ready within the start time-out
     */
    public void start() {
        launch();
        awaitReady(Set.of(nodeId));
    }

    /** SIGTERM: the broker hands its leaderships over and ends. Blocks for 30 s at most, then kills. */
    public void stop() {
        BrokerProcess current = process;
        if (current != null) {
            current.stop();
        }
    }

    /** SIGKILL: the broker ends at once, as in a crash; also when paused. Blocks until it is gone. */
    public void kill() {
        BrokerProcess current = process;
        if (current != null) {
            current.kill();
        }
    }

    /** {@link #stop()}, then {@link #start()}. */
    public void restart() {
        stop();
        start();
    }

    /** SIGSTOP: when this returns the process is frozen, its connections stay open and nothing answers. Not on Windows. */
    public void pause() {
        running().pause();
    }

    /** SIGCONT: the process goes on after {@link #pause()}. Not on Windows. */
    public void resume() {
        running().signal("CONT");
    }

    /** Whether the process exists, paused or not. */
    public boolean isAlive() {
        BrokerProcess current = process;
        return current != null && current.isAlive();
    }

    /**
     * Id of the process.
     *
     * @throws IllegalStateException when the node is not running
     */
    public long pid() {
        return running().pid();
    }

    /**
     * The log of all runs of this node.
     *
     * @throws IllegalStateException before the first start
     */
    public Path log() {
        Path current = log;
        if (current == null) {
            throw new IllegalStateException("node " + nodeId + " was never started, so it has no log");
        }
        return current;
    }

    /** At most so many of the last lines of {@link #log()}. */
    public String logTail(int lines) {
        return LogTail.read(log(), lines);
    }

    NodeAddresses addresses() {
        return addresses;
    }

    /** Waits for a start in another thread first; the cluster is marked as closed, so none comes after. */
    synchronized void killForGood() {
        kill();
    }

    /** Starts the process, if there is none, and does not wait. */
    synchronized void launch() {
        if (isAlive()) {
            return;
        }
        ClusterHome home = cluster.home();
        addresses.checkFree();
        try {
            Path directory = Files.createDirectories(home.directory().resolve("node-" + nodeId));
            Path properties = directory.resolve("server.properties");
            write(properties, directory.resolve("data"));
            Path logFile = logFile(directory);
            log = logFile;
            process = BrokerProcess.start(nodeId, command(home, properties), logFile, home.watchdog());
        } catch (IOException e) {
            throw new EmbeddedKafkaException("Cannot start node " + nodeId + " of the embedded Kafka cluster: " + e, e);
        }
    }

    private Path logFile(Path directory) throws IOException {
        Path chosen = settings.logDirectory();
        return chosen == null
                ? directory.resolve("broker.log")
                : Files.createDirectories(chosen).resolve("node-" + nodeId + ".log");
    }

    private void write(Path file, Path data) throws IOException {
        Properties properties = new Properties();
        properties.putAll(NodeProperties.of(settings, nodeId, addresses, cluster.controllers(), data));
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
    }

    private List<String> command(ClusterHome home, Path properties) {
        List<String> jvm = new ArrayList<>(home.jvmArguments());
        jvm.add("-Xmx" + settings.heap());
        jvm.addAll(settings.jvmArguments());
        String file = properties.toString();
        List<String> args = new ArrayList<>(List.of(file, "format", "--ignore-formatted", "-c", file));
        args.addAll(List.of("-t", cluster.clusterId(), "--initial-controllers", cluster.initialControllers()));
        settings.features().forEach((name, level) -> args.addAll(List.of("--feature", name + "=" + level)));
        return ChildJvm.command(settings.javaHome(), jvm, home.launcher(), BrokerMain.class, args);
    }

    /** Blocks until this node sees all of the expected ones as alive; that it sees itself means that it serves clients. */
    void awaitReady(Set<Integer> expected) {
        BrokerProcess current = process;
        if (current == null) {
            throw notRunning();
        }
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        String last = "it did not answer";
        while (System.nanoTime() < deadline) {
            if (hasEnded(current)) {
                throw notReady(current, "ended with exit code " + current.exitCode() + " while starting");
            }
            try {
                InetSocketAddress address = new InetSocketAddress(host(), port());
                Set<Integer> alive = ReadinessProbe.aliveBrokers(address, PROBE_MILLIS);
                if (alive.containsAll(expected)) {
                    return;
                }
                last = "of the brokers " + expected + " it saw only " + alive + " as alive";
            } catch (IOException e) {
                last = "no answer from " + host() + ":" + port() + " (" + e + ")";
            }
        }
        throw notReady(current, "was not ready within " + settings.startTimeout() + ": " + last);
    }

    private boolean hasEnded(BrokerProcess current) {
        try {
            return current.waitFor(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException(
                    "Interrupted while node " + nodeId + " of the embedded Kafka cluster was starting", e);
        }
    }

    private EmbeddedKafkaException notReady(BrokerProcess current, String what) {
        return new EmbeddedKafkaException("Node " + nodeId + " of the embedded Kafka cluster " + what + "\ncommand: "
                + current.command() + "\nlog: " + log() + ", its last lines:\n" + logTail(TAIL_LINES));
    }

    private BrokerProcess running() {
        BrokerProcess current = process;
        if (current == null || !current.isAlive()) {
            throw notRunning();
        }
        return current;
    }

    private IllegalStateException notRunning() {
        return new IllegalStateException("node " + nodeId + " of the embedded Kafka cluster is not running");
    }
}
