package io.myq.internal.network;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what one peer sends into frames, and believes no length: memory grows with the bytes that are really there.
 * Owned by the connector's thread, later another one by the loop.
 */
final class FrameReader {

    /** The longest frame before the peer has proven that it is a broker. */
    static final int LIMIT_BEFORE_PROOF = 64 * 1024;

    private static final int INITIAL_BYTES = 64 * 1024;
    private static final int LENGTH_BYTES = 4;
    /** No response is shorter: it begins with a correlation id. */
    private static final int MIN_FRAME = 4;

    private final String address;
    private final int limit;
    private final @Nullable FrameMemory memory;
    private final ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES);
    private @Nullable ByteBuffer frame;
    private FrameLease lease = FrameLease.NONE;
    private int frameBytes;
    /** The longest frame that arrived whole: as much is given at once for the next. */
    private int proven = INITIAL_BYTES;

    private long received;

    /** @param limit the longest frame accepted, in bytes without its length */
    FrameReader(String address, int limit) {
        this(address, limit, null);
    }

    /** @param memory frames are taken from; {@code null} for arrays of their own */
    FrameReader(String address, int limit, @Nullable FrameMemory memory) {
        this.address = address;
        this.limit = limit;
        this.memory = memory;
    }

    /**
     * Takes bytes until a frame is whole.
     *
     * @return the frame without its length, on the heap and the caller's until {@link #lease} is given back; {@code null}
     *     when all bytes were taken and none is whole
     * @throws io.myq.error.ProtocolException for a length that is none; the connection is of no use then
     */
    @Nullable
    ByteBuffer next(ByteBuffer bytes) {
        ByteBuffer current = frame;
        if (current == null) {
            received += Math.min(length.remaining(), bytes.remaining());
            int missing = length.remaining();
            if (bytes.remaining() < missing) {
                length.put(bytes);
                return null;
            }
            current = begin(bytes, missing);
        }
        while (true) {
            int taken = Math.min(current.remaining(), bytes.remaining());
            current.put(current.position(), bytes, bytes.position(), taken).position(current.position() + taken);
            bytes.position(bytes.position() + taken);
            received += taken;
            if (current.position() == frameBytes) {
                frame = null;
                proven = Math.max(proven, frameBytes);
                return current.flip();
            }
            if (!bytes.hasRemaining()) {
                frame = current;
                return null;
            }
            int larger = (int) Math.min(frameBytes, 2L * current.capacity());
            FrameLease before = lease;
            current = take(larger).put(current.flip());
            before.release();
        }
    }

    /** Of the frame that {@link #next} returned last. */
    FrameLease lease() {
        return lease;
    }

    /** Whether a frame has begun and is not whole. */
    boolean insideFrame() {
        return frame != null || length.position() > 0;
    }

    /** Bytes taken so far. */
    long received() {
        return received;
    }

    private ByteBuffer begin(ByteBuffer bytes, int missing) {
        ByteBuffer rest = bytes.duplicate();
        length.put(length.position(), bytes, bytes.position(), missing);
        bytes.position(bytes.position() + missing);
        frameBytes = length.getInt(0);
        length.clear();
        if (frameBytes < MIN_FRAME || frameBytes > limit) {
            rest.position(rest.position() + missing);
            byte[] head = new byte[LENGTH_BYTES + Math.min(rest.remaining(), 12)];
            length.get(0, head, 0, LENGTH_BYTES);
            rest.get(head, LENGTH_BYTES, head.length - LENGTH_BYTES);
            throw StrangePeer.badLength(address, ByteBuffer.wrap(head), limit);
        }
        return take(Math.min(frameBytes, proven));
    }

    /** Room for so many bytes, or a few more, but never more than the frame has. */
    private ByteBuffer take(int bytes) {
        byte[] array = memory == null ? null : memory.take(bytes);
        if (array == null) {
            lease = FrameLease.NONE;
            return ByteBuffer.allocate(bytes);
        }
        lease = new FrameLease(memory, array);
        return ByteBuffer.wrap(array, 0, Math.min(array.length, frameBytes));
    }
}
