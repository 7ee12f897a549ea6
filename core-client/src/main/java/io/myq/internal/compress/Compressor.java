package io.myq.internal.compress;

import io.myq.message.CompressionType;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * Compresses record batches, one after the other, with the same memory and the same codec contexts. Not thread-safe:
 * owned by one thread, which seals batches.
 */
public final class Compressor implements AutoCloseable {
    /** The codec's own default level; for lz4 its fast mode. */
    public static final int DEFAULT_LEVEL = Integer.MIN_VALUE;

    private static final int RETAINED = 4 * 1024 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final Map<CompressionType, Codec> codecs = new EnumMap<>(CompressionType.class);
    private ByteBuffer source = NOTHING;
    private ByteBuffer target = NOTHING;

    /**
     * Compresses what remains of the records, whose position does not move.
     *
     * @param type any but {@link CompressionType#NONE}
     * @param level the codec's level, or {@link #DEFAULT_LEVEL}
     * @return this object's own memory: valid until its next call; may be larger than the records
     * @throws io.myq.error.MissingCodecException if the codec's library is not there
     */
    public ByteBuffer compress(CompressionType type, int level, ByteBuffer records) {
        Codec codec = codecs.computeIfAbsent(type, Codecs::forType);
        int bytes = records.remaining();
        ByteBuffer input = records.slice();
        if (!input.isDirect()) {
            // native codecs would copy or pin the array; one bulk copy here is the cheapest way
            source = room(source, bytes);
            input = source.put(input).flip();
        }
        target = room(target, codec.maxCompressedLength(bytes));
        codec.compress(input, target, level);
        ByteBuffer compressed = target.flip();
        release();
        return compressed;
    }

    private static ByteBuffer room(ByteBuffer kept, int bytes) {
        return kept.capacity() >= bytes ? kept.clear() : ByteBuffer.allocateDirect(Math.max(64 * 1024, bytes));
    }

    private void release() {
        source = source.capacity() > RETAINED ? NOTHING : source;
        target = target.capacity() > RETAINED ? NOTHING : target;
    }

    /** Frees the codecs' native memory. */
    @Override
    public void close() {
        codecs.values().forEach(Codec::close);
        codecs.clear();
    }
}
