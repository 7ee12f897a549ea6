package io.myq.internal.network;

import io.myq.error.ConnectionException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiVersionsRequest;
import io.myq.internal.protocol.ApiVersionsResponse;
import io.myq.internal.protocol.ApiVersionsResponse.ApiVersion;
import io.myq.internal.protocol.MessageReader;
import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.RequestHeader;
import io.myq.internal.protocol.ResponseHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * The first exchange on a connection: asks which versions the broker speaks (KIP-35, KIP-511), in older versions of the
 * question when the broker does not understand the newest. Owned by the connector's thread.
 */
final class Handshake {

    private static final Api<ApiVersionsResponse> API = Api.API_VERSIONS;
    private static final String SOFTWARE_NAME = "myq";

    /** Why a peer might end the connection instead of answering; it does not say itself. */
    static final String POSSIBLE_REASONS =
            "The port may expect TLS or SASL while the client is configured for PLAINTEXT,"
                    + " it may belong to something that is not a Kafka broker (0.10 or newer), or the broker is just stopping";

    private static final int BUFFER_BYTES = 4096;
    private static final int CORRELATION_BYTES = 4;
    /** CR LF CR LF: an HTTP server takes that for the end of its request and answers, so that it can be named. */
    private static final int FIRST_CORRELATION_ID = 0x0d0a0d0a;

    private final ByteChannel channel;
    private final String address;
    private final String clientId;
    private final FrameReader frames;
    private int correlationId = FIRST_CORRELATION_ID;

    Handshake(ByteChannel channel, String address, String clientId) {
        this.channel = channel;
        this.address = address;
        this.clientId = clientId;
        this.frames = new FrameReader(address, FrameReader.LIMIT_BEFORE_PROOF);
    }

    /** @throws MyqException when the peer is no broker, or none that can be talked to */
    ApiVersionRanges negotiate() throws IOException {
        short version = API.maxVersion();
        while (true) {
            ApiVersionsResponse response = ask(version);
            ErrorCode error = ErrorCode.of(response.errorCode());
            if (error == ErrorCode.UNSUPPORTED_VERSION && version > 0) {
                version = olderVersion(response, version);
                correlationId++;
            } else if (error != ErrorCode.NONE) {
                throw new ProtocolException(
                        "The broker at " + address + " refused ApiVersions in version " + version + ": " + error);
            } else if (response.apiKeys().isEmpty()) {
                throw new ProtocolException("The broker at " + address + " says that it knows no API at all");
            } else {
                return new ApiVersionRanges(address, response);
            }
        }
    }

    /** A broker that knows KIP-511 says what it would have understood; others understand version 0. */
    private static short olderVersion(ApiVersionsResponse refusal, short tried) {
        for (ApiVersion range : refusal.apiKeys()) {
            if (range.apiKey() == API.key() && range.maxVersion() >= 0 && range.maxVersion() < tried) {
                return range.maxVersion();
            }
        }
        return 0;
    }

    private ApiVersionsResponse ask(short version) throws IOException {
        boolean flexible = API.flexible(version);
        MessageWriter out = new MessageWriter(ByteBuffer.allocate(BUFFER_BYTES), version, flexible);
        out.int32("length", 0);
        new RequestHeader(API.key(), version, correlationId, clientId).write(out);
        new ApiVersionsRequest(SOFTWARE_NAME, softwareVersion()).write(out);
        out.patchInt32(0, out.position() - Integer.BYTES);
        ByteBuffer request = out.buffer();
        while (request.hasRemaining()) {
            channel.write(request);
        }
        return read(frame(), version);
    }

    private ByteBuffer frame() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (true) {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw closedEarly();
            }
            ByteBuffer frame = frames.next(buffer.flip());
            if (frame != null && buffer.hasRemaining()) {
                throw new ProtocolException("What answers at " + address
                        + " does not speak the Kafka protocol: it sent more than was asked for");
            }
            if (frame != null) {
                return frame;
            }
        }
    }

    private ApiVersionsResponse read(ByteBuffer frame, short version) {
        int answered = frame.getInt(0);
        if (answered != correlationId) {
            throw new ProtocolException("What answers at " + address + " does not speak the Kafka protocol: the answer"
                    + " belongs to request " + answered + ", but the only request was " + correlationId
                    + ". It begins with " + StrangePeer.shown(frame));
        }
        try {
            // a broker that does not understand the version answers in version 0 (KIP-511)
            boolean refused = frame.limit() >= CORRELATION_BYTES + Short.BYTES
                    && frame.getShort(CORRELATION_BYTES) == ErrorCode.UNSUPPORTED_VERSION.code();
            short answeredVersion = refused ? 0 : version;
            MessageReader in = new MessageReader(frame, answeredVersion, API.flexible(answeredVersion));
            ResponseHeader.read(in, API.responseHeaderVersion(answeredVersion));
            return API.readResponse(in);
        } catch (ProtocolException e) {
            throw new ProtocolException(
                    "The answer of " + address + " to ApiVersions cannot be read: " + e.getMessage(), e);
        }
    }

    private MyqException closedEarly() {
        return new ConnectionException("The peer at " + address + " closed the connection after " + frames.received()
                + " bytes, before it had answered the first request. " + POSSIBLE_REASONS);
    }

    private static String softwareVersion() {
        String version = Handshake.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
