package io.myq;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client is at one moment. Immutable; any thread.
 *
 * @param clusterId {@code null} until the first broker answered
 * @param brokers what is known of the cluster's brokers; the given addresses while nothing is known
 * @param cause why it is not {@link State#UP}, naming the address; {@code null} when it is
 */
public record ClientStatus(
        State state,
        @Nullable String clusterId,
        List<BrokerState> brokers,
        @Nullable Throwable cause) {

    /** Where a client is in its life. */
    public enum State {
        /** No broker has answered yet, and none has failed. */
        CONNECTING,
        /** At least one broker is connected. */
        UP,
        /** No broker can be reached; the client goes on trying. */
        DOWN,
        /** The client failed as a whole: only a new one helps. */
        FAILED,
        /** Closed. */
        CLOSED
    }
}
