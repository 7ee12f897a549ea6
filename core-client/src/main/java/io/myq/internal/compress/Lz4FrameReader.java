package io.myq.internal.compress;

import io.myq.error.CorruptRecordException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Reads LZ4 frames with any block size and any checksums, as written by other clients. Linked blocks and dictionaries
 * are refused: brokers and kafka-clients cannot read them either. One owner.
 */
final class Lz4FrameReader {
    private static final int VERSION_MASK = 0xC0;
    private static final int VERSION_1 = 0x40;
    private static final int INDEPENDENT = 0x20;
    private static final int BLOCK_CHECKSUM = 0x10;
    private static final int CONTENT_SIZE = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;
    private static final int DICTIONARY = 0x01;
    /** The longest match costs one byte for every 255. */
    private static final int MAX_RATIO = 255;

    private final LZ4SafeDecompressor decompressor;
    private final XXHash32 hash = XXHashFactory.fastestInstance().hash32();

    Lz4FrameReader(LZ4SafeDecompressor decompressor) {
        this.decompressor = decompressor;
    }

    /** @param source little-endian */
    void read(ByteBuffer source, Scratch target) {
        int start = target.buffer().position();
        if (int32(source) != Lz4Codec.MAGIC) {
            throw new CorruptRecordException("it does not begin like an LZ4 frame");
        }
        int descriptor = source.position();
        int flags = int8(source);
        int maxBlock = maxBlockSize(int8(source));
        checkFlags(flags);
        if ((flags & CONTENT_SIZE) != 0) {
            need(source, 8);
            if (source.getLong() > target.cap()) {
                throw target.tooLarge();
            }
        }
        int expected = hash.hash(source, descriptor, source.position() - descriptor, 0) >> 8 & 0xff;
        check(int8(source) == expected, "header");
        for (int size = int32(source); size != 0; size = int32(source)) {
            block(source, size, (flags & BLOCK_CHECKSUM) != 0, maxBlock, target);
        }
        if ((flags & CONTENT_CHECKSUM) != 0) {
            ByteBuffer content = target.buffer();
            check(int32(source) == hash.hash(content, start, content.position() - start, 0), "content");
        }
        if (source.hasRemaining()) {
            throw new CorruptRecordException(source.remaining() + " bytes are left over after the frame");
        }
    }

    private static void checkFlags(int flags) {
        if ((flags & VERSION_MASK) != VERSION_1) {
            throw new CorruptRecordException("LZ4 frame version " + (flags >> 6) + " is unknown");
        }
        if ((flags & INDEPENDENT) == 0 || (flags & DICTIONARY) != 0) {
            throw new CorruptRecordException("LZ4 frames with linked blocks or dictionaries are not supported; "
                    + "the producer must write independent blocks, as Kafka requires");
        }
    }

    private static int maxBlockSize(int descriptor) {
        int code = descriptor >> 4 & 7;
        if (code < 4) {
            throw new CorruptRecordException("LZ4 block size code " + code + " is unknown");
        }
        return 1 << 8 + 2 * code;
    }

    private void block(ByteBuffer source, int word, boolean checksum, int maxBlock, Scratch target) {
        int size = word & ~Lz4Codec.STORED;
        need(source, size);
        ByteBuffer block = source.slice(source.position(), size);
        source.position(source.position() + size);
        if (checksum) {
            check(int32(source) == hash.hash(block, 0, size, 0), "block");
        }
        if ((word & Lz4Codec.STORED) != 0) {
            checkBlockSize(size, maxBlock);
            target.ensure(size).put(block);
            return;
        }
        // so much could be in it at most; what really is decides whether the cap is passed
        int most = (int) Math.min(maxBlock, MAX_RATIO * (long) size);
        ByteBuffer out = target.room(most);
        try {
            int written = decompressor.decompress(block, 0, size, out, out.position(), Math.min(most, out.remaining()));
            out.position(out.position() + written);
        } catch (LZ4Exception e) {
            throw out.remaining() < most ? target.tooLarge() : new CorruptRecordException("a malformed LZ4 block", e);
        }
    }

    private static void checkBlockSize(int size, int maxBlock) {
        if (size > maxBlock) {
            throw new CorruptRecordException("an LZ4 block of " + size + " bytes, where at most " + maxBlock + " fit");
        }
    }

    private static void check(boolean equal, String what) {
        if (!equal) {
            throw new CorruptRecordException("the LZ4 " + what + " checksum is wrong");
        }
    }

    private static int int8(ByteBuffer source) {
        need(source, 1);
        return source.get() & 0xff;
    }

    private static int int32(ByteBuffer source) {
        need(source, 4);
        return source.getInt();
    }

    private static void need(ByteBuffer source, int bytes) {
        if (source.remaining() < bytes) {
            throw new CorruptRecordException("it is cut off");
        }
    }
}
