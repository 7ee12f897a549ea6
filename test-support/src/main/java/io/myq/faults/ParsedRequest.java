package io.myq.faults;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.jspecify.annotations.Nullable;

/**
 * A request as kafka-clients understands it.
 *
 * <p>Owned by the thread that parsed it.
 */
record ParsedRequest(RequestHeader header, ByteBuffer rest) {

    static ParsedRequest of(ByteBuffer bytes) {
        return new ParsedRequest(RequestHeader.parse(bytes), bytes);
    }

    ApiMessage body() {
        ApiMessage message = header.apiKey().messageType.newRequest();
        message.read(new ByteBufferAccessor(rest.duplicate()), header.apiVersion());
        return message;
    }

    /** A produce request without acknowledgements is the one that brokers do not answer. */
    boolean isAnswered() {
        return header.apiKey() != ApiKeys.PRODUCE || ((ProduceRequestData) body()).acks() != 0;
    }

    /** The response that a broker would refuse it with; {@code null} when it is not answered. */
    @Nullable
    ApiMessage refusal(short code) {
        AbstractRequest request = AbstractRequest.parseRequest(
                        header.apiKey(), header.apiVersion(), new ByteBufferAccessor(rest.duplicate()))
                .request;
        AbstractResponse response = request.getErrorResponse(0, Errors.UNKNOWN_SERVER_ERROR.exception());
        if (response == null) {
            return null;
        }
        ApiMessage message = response.data();
        ErrorCodes.set(message, header.apiVersion(), code);
        return message;
    }
}
