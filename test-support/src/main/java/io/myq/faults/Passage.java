package io.myq.faults;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of one frame: actions change it, the proxy carries it out.
 *
 * <p>Owned by the thread that carries frames in this direction of this connection.
 */
public final class Passage {

    /** How the connection goes on after the frame. */
    public enum Ending {
        /** It stays. */
        NONE,
        /** Both sides are closed in good order. */
        CLOSE,
        /** Nothing more is sent this way, but the other way is still open. */
        HALF_CLOSE,
        /** Both sides are reset. */
        RESET
    }

    private final Frame frame;
    private byte[] bytes;
    private boolean dropped;
    private byte @Nullable [] answer;
    private int cutAfter = Integer.MAX_VALUE;
    private int sliceBytes = Integer.MAX_VALUE;
    private Ending ending = Ending.NONE;

    Passage(Frame frame) {
        this.frame = frame;
        this.bytes = frame.bytes();
    }

    /** As it arrived, with what earlier actions made of its bytes. */
    public Frame frame() {
        return new Frame(
                frame.node(),
                frame.direction(),
                frame.api(),
                frame.version(),
                frame.correlationId(),
                frame.clientId(),
                bytes);
    }

    /** Other bytes for the frame, without the length before them. */
    public void replace(byte[] newBytes) {
        bytes = newBytes;
    }

    /** The frame goes no further. */
    public void drop() {
        dropped = true;
    }

    /** The request goes no further, and this goes back to the client in its turn. */
    public void answer(byte[] response) {
        dropped = true;
        answer = response;
    }

    /**
     * Only a beginning goes on, and then the connection ends.
     *
     * @param count bytes counted from the first of the length
     */
    public void cutAfter(int count, Ending how) {
        cutAfter = count;
        ending = how;
    }

    /** The frame goes on in pieces, each with a packet of its own. */
    public void slice(int pieceBytes) {
        sliceBytes = pieceBytes;
    }

    /** The connection ends after the frame. */
    public void end(Ending how) {
        ending = how;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean dropped() {
        return dropped;
    }

    byte @Nullable [] answer() {
        return answer;
    }

    int cutAfter() {
        return cutAfter;
    }

    int sliceBytes() {
        return sliceBytes;
    }

    Ending ending() {
        return ending;
    }
}
