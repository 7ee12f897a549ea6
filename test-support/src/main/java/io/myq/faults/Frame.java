package io.myq.faults;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * One request or response on its way through the proxy.
 *
 * <p>Immutable but for the bytes, which nobody changes; any thread.
 *
 * @param node the broker it comes from or goes to
 * @param api what is asked, also of a response
 * @param clientId what the client calls itself; empty when it does not say
 * @param bytes header and body, without the length before them
 */
public record Frame(
        int node, Direction direction, ApiKeys api, short version, int correlationId, String clientId, byte[] bytes) {

    /** The header and body of a request, parsed anew at each call. */
    ParsedRequest request() {
        return ParsedRequest.of(ByteBuffer.wrap(bytes));
    }

    /** The body, parsed anew at each call by kafka-clients: one of its {@code …RequestData} or {@code …ResponseData}. */
    public ApiMessage body() {
        return direction == Direction.REQUEST ? request().body() : ResponseCodec.body(this);
    }

    @Override
    public String toString() {
        return api + " v" + version + " " + direction + " #" + correlationId + " of '" + clientId + "' at node " + node
                + " (" + bytes.length + " bytes)";
    }
}
