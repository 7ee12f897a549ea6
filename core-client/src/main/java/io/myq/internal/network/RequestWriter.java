package io.myq.internal.network;

import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.RequestHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Frames one request at a time in the connection's own direct memory, and hands it to the socket: at once, and the rest
 * when the socket takes more. Owned by the loop.
 */
final class RequestWriter {

    private static final int INITIAL_BYTES = 4 * 1024;
    private static final int IDLE_BYTES = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final WritableByteChannel channel;
    private final String clientId;
    private MessageWriter memory = memory(INITIAL_BYTES);
    private int memoryBytes = INITIAL_BYTES;
    private ByteBuffer unsent = NOTHING;
    private int nextCorrelationId;
    private boolean largeFrameSinceCheck;

    RequestWriter(WritableByteChannel channel, String clientId) {
        this.channel = channel;
        this.clientId = clientId;
    }

    /**
     * Frames a request; nothing may be unsent.
     *
     * @throws io.myq.error.UnsupportedRequestException when it cannot be expressed in this version; then nothing has happened
     */
    void frame(PendingRequest<?> pending, short version) {
        short key = pending.api().key();
        memory.reset(version, pending.api().flexible(version));
        memory.int32("length", 0);
        new RequestHeader(key, version, nextCorrelationId, clientId).write(memory);
        pending.request().write(memory);
        memory.patchInt32(0, memory.position() - Integer.BYTES);
        pending.framed(version, nextCorrelationId++);
        unsent = memory.buffer();
        memoryBytes = Math.max(memoryBytes, unsent.limit());
        largeFrameSinceCheck |= unsent.limit() > IDLE_BYTES;
    }

    /**
     * Writes as much as the socket takes.
     *
     * @return whether the frame is wholly written
     */
    boolean write() throws IOException {
        while (unsent.hasRemaining()) {
            if (channel.write(unsent) == 0) {
                return false;
            }
        }
        unsent = NOTHING;
        return true;
    }

    /** Whether a frame waits for the socket to take its rest. */
    boolean hasUnsent() {
        return unsent.hasRemaining();
    }

    /** Whether any byte of the frame in hand was taken by the socket. */
    boolean begun() {
        return unsent.position() > 0;
    }

    /** Whether more memory is held than an idle connection should. */
    boolean large() {
        return memoryBytes > IDLE_BYTES;
    }

    /** Gives large memory back, unless it was needed since the last call. */
    void shrinkIfIdle() {
        if (!largeFrameSinceCheck && !hasUnsent()) {
            memory = memory(IDLE_BYTES);
            memoryBytes = IDLE_BYTES;
        }
        largeFrameSinceCheck = false;
    }

    private static MessageWriter memory(int bytes) {
        return new MessageWriter(ByteBuffer.allocateDirect(bytes), (short) 0, false);
    }
}
