package io.myq.internal.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.myq.error.CorruptRecordException;
import java.nio.ByteBuffer;

/**
 * Zstandard through zstd-jni, always one-shot: that needs no window, so a frame that announces a window of gigabytes
 * gets none. One owner.
 */
final class ZstdCodec implements Codec {
    private final ZstdCompressCtx compressor = new ZstdCompressCtx();
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();

    ZstdCodec() {
        // with its size in the frame a reader can take the right memory at once
        compressor.setContentSize(true).setChecksum(false);
    }

    @Override
    public int maxCompressedLength(int rawBytes) {
        return Math.toIntExact(Zstd.compressBound(rawBytes));
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target, int level) {
        compressor.setLevel(level == Compressor.DEFAULT_LEVEL ? Zstd.defaultCompressionLevel() : level);
        int written = compressor.compressDirectByteBuffer(
                target, target.position(), target.remaining(), source, source.position(), source.remaining());
        target.position(target.position() + written);
    }

    @Override
    public void decompress(ByteBuffer source, Scratch target) {
        checkAnnouncedSize(source, target);
        // Memory is doubled until the content fits: what was announced is not believed, and who streamed the frame
        // (as kafka-clients does) announced nothing. Memory that was enough once is kept, so this rarely runs twice.
        while (!decompressed(source, target)) {
            target.grow();
        }
    }

    private static void checkAnnouncedSize(ByteBuffer source, Scratch target) {
        long announced = Zstd.getDirectByteBufferFrameContentSize(source, source.position(), source.remaining());
        if (announced > target.cap()) {
            throw target.tooLarge();
        }
    }

    private boolean decompressed(ByteBuffer source, Scratch target) {
        ByteBuffer out = target.buffer();
        try {
            out.position(decompressor.decompressDirectByteBuffer(
                    out, 0, out.limit(), source, source.position(), source.remaining()));
            return true;
        } catch (ZstdException e) {
            if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return false;
            }
            throw new CorruptRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        compressor.close();
        decompressor.close();
    }
}
