package io.myq.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the builder collected: everything that is the same for the life of a cluster.
 *
 * <p>Immutable, any thread.
 *
 * @param listeners listener name to security protocol, in the order they were added, without the two every node has
 * @param nodeProperties node id to properties that win over those of the cluster
 * @param features feature name to level, where it is not the newest of the release
 * @param ports client ports by node, first node first; empty when they are to be chosen
 */
record ClusterSettings(
        int nodes,
        String heap,
        Duration startTimeout,
        Path tempDirectory,
        @Nullable Path logDirectory,
        Path javaHome,
        List<String> jvmArguments,
        Map<String, String> listeners,
        Map<String, String> brokerProperties,
        Map<Integer, Map<String, String>> nodeProperties,
        Map<String, Integer> features,
        List<Integer> ports) {}
