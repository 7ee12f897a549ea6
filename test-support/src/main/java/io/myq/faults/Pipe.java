package io.myq.faults;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection on the level of bytes: whole frames from one socket, and what is left of them into the other.
 *
 * <p>Reading is the owning thread's; writing is guarded by this object's lock.
 */
final class Pipe {

    private static final int MOST_BYTES = 128 << 20;
    private static final int LENGTH_BYTES = 4;

    private final Socket target;
    private final DataInputStream in;
    private final OutputStream out;
    private final Bandwidth bandwidth;
    private boolean shut;

    Pipe(Socket source, Socket target, Bandwidth bandwidth) throws IOException {
        this.target = target;
        this.in = new DataInputStream(source.getInputStream());
        this.out = target.getOutputStream();
        this.bandwidth = bandwidth;
    }

    /** The next frame without its length; {@code null} at the end of the stream. */
    byte @Nullable [] read() throws IOException, InterruptedException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a frame of " + length + " bytes");
        }
        byte[] frame = new byte[length];
        int at = 0;
        while (at < length) {
            // taken out of the socket no faster than the link is, so that the sender feels it
            int piece = bandwidth.take(length - at);
            in.readFully(frame, at, piece);
            at += piece;
        }
        return frame;
    }

    /** Carries a frame out as its passage says. */
    synchronized void write(Passage passage) throws IOException {
        if (!shut) {
            byte[] framed = framed(passage.bytes());
            int length = Math.min(framed.length, passage.cutAfter());
            for (int at = 0; at < length; at += Math.min(length, passage.sliceBytes())) {
                out.write(framed, at, Math.min(length - at, passage.sliceBytes()));
            }
        }
        if (passage.ending() == Passage.Ending.HALF_CLOSE) {
            shutDown();
        }
    }

    synchronized void write(byte[] frame) throws IOException {
        if (!shut) {
            out.write(framed(frame));
        }
    }

    /** Nothing more goes this way. */
    synchronized void shutDown() throws IOException {
        if (!shut) {
            shut = true;
            target.shutdownOutput();
        }
    }

    private static byte[] framed(byte[] frame) {
        return ByteBuffer.allocate(LENGTH_BYTES + frame.length)
                .putInt(frame.length)
                .put(frame)
                .array();
    }
}
