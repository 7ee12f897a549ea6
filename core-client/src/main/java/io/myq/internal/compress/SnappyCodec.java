package io.myq.internal.compress;

import io.myq.error.CorruptRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/**
 * Snappy through snappy-java: writes one raw block, reads a raw block or snappy-java's own chunks ("xerial"), whose
 * lengths are checked here. One owner.
 */
final class SnappyCodec implements Codec {
    private static final long XERIAL_MAGIC = 0x82534e4150505900L;
    /** Magic, version and oldest compatible version. */
    private static final int XERIAL_HEADER = 16;
    /** The densest thing in the format: two bytes that copy 64. */
    private static final long MAX_RATIO = 64;

    SnappyCodec() {
        try {
            // loads the native library now, so that its absence is told apart from corrupt data
            Snappy.maxCompressedLength(0);
        } catch (SnappyError e) {
            throw (LinkageError) new UnsatisfiedLinkError(e.getMessage()).initCause(e);
        }
    }

    @Override
    public int maxCompressedLength(int rawBytes) {
        return Snappy.maxCompressedLength(rawBytes);
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target, int level) {
        try {
            int start = target.position();
            int written = Snappy.compress(source, target);
            target.limit(target.capacity()).position(start + written);
        } catch (IOException e) {
            throw new UncheckedIOException("snappy cannot compress " + source.remaining() + " bytes", e);
        }
    }

    @Override
    public void decompress(ByteBuffer source, Scratch target) {
        if (!isXerialHeader(source)) {
            block(source, target);
            return;
        }
        while (source.hasRemaining()) {
            if (isXerialHeader(source)) {
                source.position(source.position() + XERIAL_HEADER);
                continue;
            }
            int length = source.remaining() < 4 ? -1 : source.getInt();
            if (length < 0 || length > source.remaining()) {
                throw new CorruptRecordException(
                        "a chunk of " + length + " bytes, with " + source.remaining() + " left");
            }
            block(source.slice(source.position(), length), target);
            source.position(source.position() + length);
        }
    }

    private static boolean isXerialHeader(ByteBuffer source) {
        return source.remaining() >= XERIAL_HEADER && source.getLong(source.position()) == XERIAL_MAGIC;
    }

    private static void block(ByteBuffer source, Scratch target) {
        try {
            int announced = Snappy.uncompressedLength(source);
            if (announced < 0 || announced > MAX_RATIO * source.remaining()) {
                throw new CorruptRecordException(
                        "a block of " + source.remaining() + " bytes cannot hold " + announced);
            }
            ByteBuffer out = target.ensure(announced);
            int written = Snappy.uncompress(source, out.slice(out.position(), announced));
            out.position(out.position() + written);
        } catch (IOException e) {
            throw new CorruptRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        // nothing is kept
    }
}
