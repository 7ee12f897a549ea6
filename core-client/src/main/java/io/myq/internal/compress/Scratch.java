package io.myq.internal.compress;

import io.myq.error.CorruptRecordException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory for decompressed bytes: starts small, doubles as bytes really come, and never holds more than a cap.
 * So a batch of a few bytes that announces or contains gigabytes costs little. Not thread-safe: one owner.
 */
final class Scratch {
    private static final int SMALLEST = 64 * 1024;
    /** More than this is given back after use: one giant batch must not pin its memory for ever. */
    private static final int RETAINED = 4 * 1024 * 1024;

    private final int cap;
    private @Nullable ByteBuffer memory;

    Scratch(int cap) {
        this.cap = cap;
    }

    int cap() {
        return cap;
    }

    /** Empty, with about room for this many bytes. */
    void start(long expected) {
        ByteBuffer kept = memory;
        int size = (int) Math.min(ceiling(), Math.max(SMALLEST, expected));
        memory = kept != null && kept.capacity() >= size ? kept.clear() : ByteBuffer.allocateDirect(size);
        buffer().limit(Math.min(ceiling(), buffer().capacity()));
    }

    ByteBuffer buffer() {
        ByteBuffer current = memory;
        if (current == null) {
            throw new IllegalStateException("not started");
        }
        return current;
    }

    /** Room for so many bytes more; a codec asks for no more than its input can really hold. */
    ByteBuffer ensure(int bytes) {
        if ((long) buffer().position() + bytes > cap) {
            throw tooLarge();
        }
        return room(bytes);
    }

    /** Room for so many bytes more, or for what the cap still allows. */
    ByteBuffer room(int bytes) {
        long wanted = (long) buffer().position() + bytes;
        if (buffer().limit() < Math.min(ceiling(), wanted)) {
            resize(Math.max(wanted, 2L * buffer().capacity()));
        }
        return buffer();
    }

    /** Twice the room. */
    ByteBuffer grow() {
        if (buffer().limit() >= ceiling()) {
            throw tooLarge();
        }
        resize(2L * buffer().capacity());
        return buffer();
    }

    private void resize(long size) {
        ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.min(ceiling(), size));
        memory = larger.put(buffer().flip());
    }

    /** What was decompressed; worth nothing after the next start. */
    ByteBuffer finish() {
        ByteBuffer full = buffer().flip();
        if (full.remaining() > cap) {
            throw tooLarge();
        }
        return full;
    }

    /** To be called after every use, also a failed one. */
    void release() {
        if (memory != null && memory.capacity() > RETAINED) {
            memory = null;
        }
    }

    /** One byte above the cap is enough to see that there is more. */
    private int ceiling() {
        return cap == Integer.MAX_VALUE ? cap : cap + 1;
    }

    CorruptRecordException tooLarge() {
        return new CorruptRecordException("decompressed it has more than the " + cap + " bytes allowed");
    }
}
