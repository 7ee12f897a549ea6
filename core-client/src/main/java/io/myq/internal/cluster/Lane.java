package io.myq.internal.cluster;

import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.Request;
import java.time.Duration;

/**
 * Connections for one purpose (one producer, one consumer's fetches, one group's coordination), at most one per broker,
 * so that no purpose waits behind another's long poll. Opened when first used, and again after a failure, with back-off.
 *
 * <p>Owned by the owner loop: every method on the loop's thread only.
 */
public interface Lane {

    /**
     * Sends a request, in order after those sent before to the same broker, as soon as there is a connection. While the
     * broker is in back-off after a failed connect it fails at once, with the cause of that failure.
     *
     * @param nodeId a broker of the current view
     * @param timeout until the answer, connecting included
     * @param handler called exactly once, later, never from inside this call
     */
    <R extends ApiMessage> void send(int nodeId, Request<R> request, Duration timeout, ResponseHandler<R> handler);

    /** The same to whichever broker can be reached with the least ado. */
    <R extends ApiMessage> void sendToAny(Request<R> request, Duration timeout, ResponseHandler<R> handler);

    /**
     * Sends a request that gets no answer (Produce with no acknowledgement): {@code onWritten} when it was handed to the
     * socket, or the handler's failure.
     */
    <R extends ApiMessage> void sendOneWay(
            int nodeId, Request<R> request, Duration timeout, ResponseHandler<R> handler, Runnable onWritten);

    /** How many requests to this broker are waiting to be written or to be answered. */
    int inFlight(int nodeId);

    /** Closes the connections; what is in flight fails. */
    void close();
}
