package io.myq.internal.compress;

import java.nio.ByteBuffer;

/**
 * One compression format with its reused contexts. Not thread-safe: owned by one {@link Compressor} or
 * {@link Decompressor}. Buffers are direct; source positions may move.
 */
interface Codec extends AutoCloseable {
    /** How many bytes {@link #compress} may write at most. */
    int maxCompressedLength(int rawBytes);

    /** Compresses what remains of the source to the target, whose position moves on. */
    void compress(ByteBuffer source, ByteBuffer target, int level);

    /**
     * Decompresses what remains of the source.
     *
     * @throws io.myq.error.CorruptRecordException if it is not this format, is cut off, or holds more than the target may
     */
    void decompress(ByteBuffer source, Scratch target);

    /** Frees native memory. */
    @Override
    void close();
}
