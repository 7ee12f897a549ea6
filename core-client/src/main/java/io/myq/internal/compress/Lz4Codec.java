package io.myq.internal.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4JNIFastResetCompressor;
import org.jspecify.annotations.Nullable;

/** LZ4 frames through lz4-java: writes independent blocks of 64 KiB without checksums. One owner. */
final class Lz4Codec implements Codec {
    static final int MAGIC = 0x184D2204;
    /** Version 1, independent blocks, no checksums, no sizes; 64 KiB blocks; the checksum of these two bytes. */
    private static final byte[] DESCRIPTOR = {0x60, 0x40, (byte) 0x82};

    private static final int BLOCK = 64 * 1024;
    static final int STORED = 0x80000000;

    private final LZ4Factory factory = LZ4Factory.fastestInstance();
    private final @Nullable LZ4JNIFastResetCompressor reusable = reusable(factory);
    private final LZ4Compressor fast = reusable != null ? reusable : factory.fastCompressor();
    /** The high mode of the level used last; the library makes each level's compressor once, for all. */
    private @Nullable LZ4Compressor high;

    private int highLevel;
    private final Lz4FrameReader reader = new Lz4FrameReader(factory.safeDecompressor());

    /** Keeps its table from block to block; only the native library has it. */
    private static @Nullable LZ4JNIFastResetCompressor reusable(LZ4Factory factory) {
        try {
            return factory.fastResetCompressor();
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    @Override
    public int maxCompressedLength(int rawBytes) {
        // a block that does not shrink is stored as it is
        return Math.toIntExact(4 + DESCRIPTOR.length + rawBytes + 4L * (rawBytes / BLOCK + 1) + 4)
                + fast.maxCompressedLength(BLOCK);
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target, int level) {
        LZ4Compressor compressor = level == Compressor.DEFAULT_LEVEL ? fast : high(level);
        target.order(ByteOrder.LITTLE_ENDIAN).putInt(MAGIC).put(DESCRIPTOR);
        while (source.hasRemaining()) {
            block(compressor, source, Math.min(BLOCK, source.remaining()), target);
        }
        target.putInt(0).order(ByteOrder.BIG_ENDIAN);
    }

    private LZ4Compressor high(int level) {
        LZ4Compressor compressor = high;
        if (compressor == null || level != highLevel) {
            compressor = factory.highCompressor(level);
            high = compressor;
            highLevel = level;
        }
        return compressor;
    }

    private static void block(LZ4Compressor compressor, ByteBuffer source, int rawBytes, ByteBuffer target) {
        int size = target.position();
        int start = size + 4;
        int bound = compressor.maxCompressedLength(rawBytes);
        int written = compressor.compress(source, source.position(), rawBytes, target, start, bound);
        if (written < rawBytes) {
            target.putInt(written).position(start + written);
        } else {
            target.putInt(rawBytes | STORED).put(source.slice(source.position(), rawBytes));
        }
        source.position(source.position() + rawBytes);
    }

    @Override
    public void decompress(ByteBuffer source, Scratch target) {
        // of a view: the buffer is used again, also for codecs whose numbers are the other way round
        reader.read(source.duplicate().order(ByteOrder.LITTLE_ENDIAN), target);
    }

    @Override
    public void close() {
        if (reusable != null) {
            reusable.close();
        }
    }
}
