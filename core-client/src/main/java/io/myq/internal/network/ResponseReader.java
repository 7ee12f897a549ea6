package io.myq.internal.network;

import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.protocol.ApiMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads what a broker answers on one connection, and tells those who asked, in their order. Owned by the loop.
 */
final class ResponseReader {

    /** A response may be this long in any case, whatever is configured for fetches. */
    private static final int MIN_LIMIT = 100 * 1024 * 1024;
    /** A fetch response may exceed what was asked for by one batch. */
    private static final int SLACK = 16 * 1024 * 1024;

    private static final int READS_PER_TURN = 8;

    private final String address;
    private final Outstanding outstanding;
    private final BooleanSupplier ended;
    private final Consumer<MyqException> onBroken;
    private final FrameMemory memory;
    private final FrameReader frames;
    private boolean answered;

    /**
     * @param memory of large frames: given back when the answer was delivered, unless somebody retains it
     * @param fetchBytes the most that a fetch asks for
     * @param ended whether the connection has ended: anybody who is told an answer may end it
     * @param onBroken told when nothing can be read any more
     */
    ResponseReader(
            String address,
            FrameMemory memory,
            int fetchBytes,
            Outstanding outstanding,
            BooleanSupplier ended,
            Consumer<MyqException> onBroken) {
        this.address = address;
        this.memory = memory;
        this.outstanding = outstanding;
        this.ended = ended;
        this.onBroken = onBroken;
        int limit = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(MIN_LIMIT, (long) fetchBytes + SLACK));
        this.frames = new FrameReader(address, limit, memory);
    }

    /** Whether the broker ever answered. */
    boolean answered() {
        return answered;
    }

    /** Takes what has arrived, but only so much that others get their turn. */
    void read(SocketChannel in, ByteBuffer staging) {
        for (int i = 0; i < READS_PER_TURN && !ended.getAsBoolean(); i++) {
            int taken;
            try {
                taken = in.read(staging.clear());
            } catch (IOException e) {
                onBroken.accept(new ConnectionException("The connection to " + address + " broke: " + e, e));
                return;
            }
            if (taken < 0) {
                onBroken.accept(closedByPeer());
                return;
            }
            takeFrames(staging.flip());
            if (taken < staging.capacity()) {
                return;
            }
        }
    }

    private void takeFrames(ByteBuffer bytes) {
        while (!ended.getAsBoolean()) {
            ByteBuffer frame;
            PendingRequest<?> head;
            try {
                frame = frames.next(bytes);
                if (frame == null) {
                    return;
                }
                head = outstanding.expect(frame.getInt(0), address);
            } catch (MyqException e) {
                onBroken.accept(e);
                return;
            }
            answer(head, frame);
        }
    }

    private <R extends ApiMessage> void answer(PendingRequest<R> head, ByteBuffer frame) {
        R response;
        try {
            response = head.parse(frame);
        } catch (ProtocolException e) {
            onBroken.accept(new ProtocolException(
                    "The broker at " + address + " sent " + e.getMessage() + ". The connection is closed", e));
            return;
        }
        outstanding.answered();
        answered = true;
        // what the handler throws is a fault of this client, not of the connection: it ends the loop
        FrameLease lease = frames.lease();
        memory.delivering(lease);
        head.answered(response);
        memory.delivering(FrameLease.NONE);
        lease.release();
    }

    private ConnectionException closedByPeer() {
        int unanswered = outstanding.unanswered();
        String lost = unanswered == 1 ? ", with 1 request unanswered" : ", with " + unanswered + " requests unanswered";
        return new ConnectionException("The broker at " + address + " closed the connection"
                + (frames.insideFrame() ? " in the middle of a response" : "") + (unanswered == 0 ? "" : lost));
    }
}
