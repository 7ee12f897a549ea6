package io.myq.internal.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the cluster can be reached at one moment. Immutable; any thread.
 *
 * @param clusterId {@code null} until the first broker answered
 * @param brokers those of the view, or the addresses that the application gave while there is no view
 * @param lastFailure why the last refresh failed; {@code null} when it succeeded or none has ended
 */
public record ClusterStatus(
        @Nullable String clusterId,
        List<BrokerStatus> brokers,
        @Nullable Throwable lastFailure) {

    /**
     * One broker.
     *
     * @param address as {@code host:port}
     * @param connected whether any connection to it is open now
     * @param lastFailure why the last attempt to connect, or the last connection, failed; {@code null} when the last
     *     attempt succeeded
     */
    public record BrokerStatus(
            int id,
            String address,
            boolean connected,
            @Nullable Throwable lastFailure) {}

    /** Whether any broker is connected and the last refresh did not fail. */
    public boolean reachable() {
        return lastFailure == null && brokers.stream().anyMatch(BrokerStatus::connected);
    }
}
