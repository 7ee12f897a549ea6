package io.myq.internal.network;

import io.myq.error.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that have no outcome yet, by how far they have come: waiting, being written, in flight.
 * Owned by the loop.
 */
final class Outstanding {

    /** Not one byte has left: the connection is being opened, or the socket takes no more. */
    private final ArrayDeque<PendingRequest<?>> waiting = new ArrayDeque<>();
    /** Wholly written; their answers come in this order. */
    private final ArrayDeque<PendingRequest<?>> inFlight = new ArrayDeque<>();
    /** Framed, and not wholly written. */
    private @Nullable PendingRequest<?> writing;

    void add(PendingRequest<?> request) {
        waiting.add(request);
    }

    int size() {
        return waiting.size() + inFlight.size() + (writing == null ? 0 : 1);
    }

    int unanswered() {
        return inFlight.size();
    }

    boolean isWriting() {
        return writing != null;
    }

    @Nullable
    PendingRequest<?> pollWaiting() {
        return waiting.poll();
    }

    void writing(PendingRequest<?> framed) {
        writing = framed;
    }

    /** Ends the writing; what expects an answer is in flight from now on. */
    @Nullable
    PendingRequest<?> written() {
        PendingRequest<?> written = writing;
        writing = null;
        if (written != null && !written.oneWay()) {
            inFlight.add(written);
        }
        return written;
    }

    /**
     * The request that an answer belongs to.
     *
     * @throws ProtocolException when it is not the next one that must be answered
     */
    PendingRequest<?> expect(int correlationId, String address) {
        PendingRequest<?> head = inFlight.peek();
        if (head != null && head.correlationId() == correlationId) {
            return head;
        }
        String expected = head == null
                ? "none was expected"
                : "the next one expected was to request " + head.correlationId() + " ("
                        + head.api().name() + ")";
        throw new ProtocolException("The broker at " + address + " sent an answer to request " + correlationId
                + ", but " + expected + ". The connection is closed");
    }

    void answered() {
        inFlight.poll();
    }

    /** A request that has left and whose time is over, or {@code null}. */
    @Nullable
    PendingRequest<?> lateSent(long now) {
        return sent().filter(request -> request.expired(now)).findFirst().orElse(null);
    }

    /** Takes those whose time is over before a byte of them has left. */
    List<PendingRequest<?>> takeLateWaiting(long now) {
        List<PendingRequest<?>> late = new ArrayList<>();
        for (Iterator<PendingRequest<?>> all = waiting.iterator(); all.hasNext(); ) {
            PendingRequest<?> request = all.next();
            if (request.expired(now)) {
                all.remove();
                late.add(request);
            }
        }
        return late;
    }

    OptionalLong nanosToNextDeadline(long now) {
        return Stream.concat(sent(), waiting.stream())
                .mapToLong(request -> request.deadlineNanos() - now)
                .min();
    }

    /** Takes all, in the order in which they were sent. */
    void takeAll(
            Consumer<PendingRequest<?>> wholly, Consumer<PendingRequest<?>> partly, Consumer<PendingRequest<?>> never) {
        List<PendingRequest<?>> sent = List.copyOf(inFlight);
        List<PendingRequest<?>> unsent = List.copyOf(waiting);
        PendingRequest<?> between = writing;
        inFlight.clear();
        waiting.clear();
        writing = null;
        sent.forEach(wholly);
        if (between != null) {
            partly.accept(between);
        }
        unsent.forEach(never);
    }

    private Stream<PendingRequest<?>> sent() {
        return Stream.concat(inFlight.stream(), Stream.ofNullable(writing));
    }
}
