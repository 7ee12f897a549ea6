package io.myq.internal.compress;

import io.myq.error.CorruptRecordException;
import io.myq.message.CompressionType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Decompresses record batches of anybody, up to a cap that is checked before memory is taken. Not thread-safe: owned by
 * one thread, which consumes.
 */
public final class Decompressor implements AutoCloseable {
    /** For those who have no reason to choose another cap: 64 MiB per batch. */
    public static final int DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);
    private static final int RETAINED = 4 * 1024 * 1024;

    private final Map<CompressionType, Codec> codecs = new EnumMap<>(CompressionType.class);
    private final Scratch scratch;
    private ByteBuffer source = NOTHING;
    private byte[] raw = new byte[0];

    /** @param maxDecompressedBytes the most that one batch may hold, in bytes */
    public Decompressor(int maxDecompressedBytes) {
        if (maxDecompressedBytes <= 0) {
            throw new IllegalArgumentException("maxDecompressedBytes must be positive: " + maxDecompressedBytes);
        }
        this.scratch = new Scratch(maxDecompressedBytes);
    }

    /**
     * Decompresses what remains of the records, whose position does not move.
     *
     * @return an array of its own, which the caller may keep
     * @throws CorruptRecordException if they are not this format, or would be more than the cap
     * @throws io.myq.error.MissingCodecException if the codec's library is not there
     */
    public byte[] decompress(CompressionType type, ByteBuffer records) {
        ByteBuffer shared = decompressShared(type, records);
        return Arrays.copyOf(shared.array(), shared.remaining());
    }

    /**
     * The same into memory that is used again.
     *
     * @return begins at the beginning of its array, and is worth nothing after the next call
     */
    public ByteBuffer decompressShared(CompressionType type, ByteBuffer records) {
        Codec codec = codecs.computeIfAbsent(type, Codecs::forType);
        int bytes = records.remaining();
        try {
            if (bytes == 0) {
                throw new CorruptRecordException("nothing is there");
            }
            scratch.start(4L * bytes);
            codec.decompress(direct(records), scratch);
            return toHeap(scratch.finish());
        } catch (CorruptRecordException e) {
            throw new CorruptRecordException(
                    "cannot decompress " + bytes + " bytes of " + type + ": " + e.getMessage(), e);
        } finally {
            scratch.release();
            source = source.capacity() > RETAINED ? NOTHING : source;
        }
    }

    /** Records are read from arrays: one copy costs less than every access to direct memory. */
    private ByteBuffer toHeap(ByteBuffer direct) {
        int bytes = direct.remaining();
        byte[] array = raw;
        if (array.length < bytes) {
            // room to spare, because no two batches come to the same
            array = new byte[bytes > RETAINED ? bytes : bytes + (bytes >> 3)];
            raw = bytes > RETAINED ? raw : array;
        }
        direct.get(array, 0, bytes);
        return ByteBuffer.wrap(array, 0, bytes);
    }

    private ByteBuffer direct(ByteBuffer records) {
        if (records.isDirect()) {
            return records.slice();
        }
        int bytes = records.remaining();
        source = source.capacity() >= bytes ? source.clear() : ByteBuffer.allocateDirect(Math.max(64 * 1024, bytes));
        return source.put(records.duplicate()).flip();
    }

    /** Frees the codecs' native memory. */
    @Override
    public void close() {
        codecs.values().forEach(Codec::close);
        codecs.clear();
    }
}
