package io.myq.internal.network;

import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.MessageReader;
import io.myq.internal.protocol.Request;
import io.myq.internal.protocol.ResponseHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request on its way through a connection, and who waits for it. Owned by the loop. */
final class PendingRequest<R extends ApiMessage> {

    private final Request<R> request;
    private final ResponseHandler<R> handler;
    private final @Nullable Runnable onWritten;
    private final Duration timeout;
    private final long deadlineNanos;
    private short version;
    private int correlationId;

    /** @param onWritten for a request without an answer; {@code null} for one with */
    PendingRequest(Request<R> request, Duration timeout, ResponseHandler<R> handler, @Nullable Runnable onWritten) {
        this.request = request;
        this.handler = handler;
        this.onWritten = onWritten;
        this.timeout = timeout;
        // so far away nobody waits; longer ones would overflow
        this.deadlineNanos = System.nanoTime()
                + Math.min(timeout.toSeconds(), 1_000_000_000L) * 1_000_000_000L
                + timeout.toNanosPart();
    }

    Request<R> request() {
        return request;
    }

    Api<R> api() {
        return request.api();
    }

    void framed(short version, int correlationId) {
        this.version = version;
        this.correlationId = correlationId;
    }

    int correlationId() {
        return correlationId;
    }

    boolean oneWay() {
        return onWritten != null;
    }

    void written() {
        if (onWritten != null) {
            onWritten.run();
        }
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean expired(long now) {
        return deadlineNanos - now <= 0;
    }

    Duration timeout() {
        return timeout;
    }

    /** @throws ProtocolException when the bytes are no such response */
    R parse(ByteBuffer frame) {
        Api<R> api = api();
        try {
            MessageReader in = new MessageReader(frame, version, api.flexible(version));
            ResponseHeader.read(in, api.responseHeaderVersion(version));
            return api.readResponse(in);
        } catch (RuntimeException e) {
            // whatever bytes make the reader throw, it is their sender's connection that ends, not the client
            throw new ProtocolException(
                    "a response to " + api.name() + " version " + version + " that cannot be read: " + e.getMessage(),
                    e);
        }
    }

    void answered(R response) {
        handler.onResponse(response);
    }

    void failed(MyqException cause, boolean maybeSent) {
        handler.onFailure(cause, maybeSent);
    }
}
