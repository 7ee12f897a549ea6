package io.myq.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where one node listens and what it advertises; chosen once, so that a restarted node is found where it was.
 *
 * <p>Any thread; the advertised addresses are guarded by this object's lock.
 */
final class NodeAddresses {
    static final String HOST = "127.0.0.1";

    private final int nodeId;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, String> advertised = new LinkedHashMap<>();

    /**
     * @param taken ports of the cluster so far; those of this node are added
     */
    NodeAddresses(ClusterSettings settings, int nodeId, Set<Integer> taken) {
        this.nodeId = nodeId;
        boolean fixed = !settings.ports().isEmpty();
        ports.put(EmbeddedKafka.CLIENT_LISTENER, fixed ? settings.ports().get(nodeId - 1) : freePort(taken));
        settings.listeners().keySet().forEach(listener -> ports.put(listener, freePort(taken)));
        ports.forEach((listener, port) -> advertised.put(listener, HOST + ":" + port));
        ports.put(NodeProperties.CONTROLLER_LISTENER, freePort(taken));
    }

    private static int freePort(Set<Integer> taken) {
        int port = Ports.free();
        while (!taken.add(port)) {
            port = Ports.free();
        }
        return port;
    }

    int port(String listener) {
        return known(ports, listener);
    }

    Map<String, Integer> ports() {
        return new LinkedHashMap<>(ports);
    }

    String controller() {
        return HOST + ":" + port(NodeProperties.CONTROLLER_LISTENER);
    }

    synchronized String advertised(String listener) {
        return known(advertised, listener);
    }

    synchronized Map<String, String> advertised() {
        return new LinkedHashMap<>(advertised);
    }

    synchronized void advertise(String listener, String address) {
        known(advertised, listener);
        advertised.put(listener, address);
    }

    /** Another process on one of the ports would only show as a line deep in the broker's log. */
    void checkFree() {
        ports.forEach((listener, port) -> {
            if (!Ports.isFree(port)) {
                throw new EmbeddedKafkaException(
                        "Cannot start node " + nodeId + " of the embedded Kafka cluster: port " + port
                                + " of its listener " + listener
                                + " is in use by another process; end that process or choose another port with ports(..)");
            }
        });
    }

    private <T> T known(Map<String, T> map, String listener) {
        T value = map.get(listener);
        if (value == null) {
            throw new IllegalArgumentException(
                    "node " + nodeId + " has no listener " + listener + ", only " + map.keySet());
        }
        return value;
    }
}
