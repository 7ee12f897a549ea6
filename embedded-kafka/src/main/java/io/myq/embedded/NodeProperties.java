package io.myq.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Computes the properties file of one node: defaults for a small machine and quick failure detection, then what the user set.
 *
 * <p>No state, any thread.
 */
final class NodeProperties {
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final int MAX_REPLICAS = 3;

    private NodeProperties() {}

    /**
     * @param controllers addresses of all controllers, {@code host:port,host:port}
     */
    static Map<String, String> of(
            ClusterSettings settings, int nodeId, NodeAddresses addresses, String controllers, Path data) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(nodeId));
        properties.put("log.dirs", data.toString());
        properties.put("controller.quorum.bootstrap.servers", controllers);
        putListeners(properties, settings, addresses);
        putReplication(properties, settings.nodes());
        putQuickFailureDetection(properties);
        putSmallFootprint(properties);
        properties.putAll(settings.brokerProperties());
        properties.putAll(settings.nodeProperties().getOrDefault(nodeId, Map.of()));
        return properties;
    }

    private static void putListeners(
            Map<String, String> properties, ClusterSettings settings, NodeAddresses addresses) {
        Map<String, String> protocols = new LinkedHashMap<>(settings.listeners());
        protocols.put(EmbeddedKafka.CLIENT_LISTENER, "PLAINTEXT");
        protocols.put(CONTROLLER_LISTENER, "PLAINTEXT");
        properties.put("listeners", join(addresses.ports(), "://" + NodeAddresses.HOST + ":"));
        properties.put("advertised.listeners", join(addresses.advertised(), "://"));
        properties.put("listener.security.protocol.map", join(protocols, ":"));
        properties.put("inter.broker.listener.name", EmbeddedKafka.CLIENT_LISTENER);
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
    }

    private static void putReplication(Map<String, String> properties, int nodes) {
        String replicas = String.valueOf(Math.min(MAX_REPLICAS, nodes));
        String inSync = nodes < MAX_REPLICAS ? "1" : "2";
        properties.put("default.replication.factor", replicas);
        properties.put("min.insync.replicas", inSync);
        properties.put("offsets.topic.replication.factor", replicas);
        properties.put("transaction.state.log.replication.factor", replicas);
        properties.put("transaction.state.log.min.isr", inSync);
        properties.put("share.coordinator.state.topic.replication.factor", replicas);
        properties.put("share.coordinator.state.topic.min.isr", inSync);
    }

    /** The broker's own minimums are lowered, so that tests can ask for short group sessions; its defaults for groups stay. */
    private static void putQuickFailureDetection(Map<String, String> properties) {
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("replica.lag.time.max.ms", "3000");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("group.min.session.timeout.ms", "500");
        properties.put("group.consumer.min.session.timeout.ms", "500");
        properties.put("group.consumer.min.heartbeat.interval.ms", "100");
        properties.put("group.share.min.session.timeout.ms", "500");
        properties.put("group.share.min.heartbeat.interval.ms", "100");
        properties.put("group.share.min.record.lock.duration.ms", "1000");
    }

    private static void putSmallFootprint(Map<String, String> properties) {
        properties.put("auto.create.topics.enable", "true");
        properties.put("offsets.topic.num.partitions", "3");
        properties.put("transaction.state.log.num.partitions", "3");
        properties.put("share.coordinator.state.topic.num.partitions", "3");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("log.segment.bytes", String.valueOf(64 << 20));
        properties.put("log.index.size.max.bytes", String.valueOf(1 << 20));
        properties.put("log.segment.delete.delay.ms", "1000");
        // allocated on the heap when the broker starts: 128 MB by default
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    }

    private static String join(Map<String, ?> map, String separator) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + separator + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
