package io.myq.faults;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/**
 * Responses from bytes and back, by kafka-clients.
 *
 * <p>No state, any thread.
 */
final class ResponseCodec {

    private ResponseCodec() {}

    static ApiMessage body(Frame frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
        ResponseHeader.parse(bytes, frame.api().responseHeaderVersion(frame.version()));
        ApiMessage message = frame.api().messageType.newResponse();
        message.read(new ByteBufferAccessor(bytes), frame.version());
        return message;
    }

    /** The bytes of a response with this body to the request that the frame is, or is the answer to. */
    static byte[] bytes(Frame frame, ApiMessage body) {
        short headerVersion = frame.api().responseHeaderVersion(frame.version());
        ResponseHeader header = new ResponseHeader(frame.correlationId(), headerVersion);
        ByteBuffer bytes = RequestUtils.serialize(header.data(), headerVersion, body, frame.version());
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return array;
    }
}
