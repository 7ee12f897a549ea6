package io.myq.internal.compress;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.myq.message.CompressionType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.xerial.snappy.SnappyOutputStream;

/** Compresses as other clients do: with the libraries' own streams. */
final class CompressedBy {
    private CompressedBy() {}

    static byte[] streamOf(CompressionType type, byte[] raw) {
        return write(raw, out -> switch (type) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out);
            case SNAPPY -> new SnappyOutputStream(out);
            case LZ4 -> new LZ4FrameOutputStream(out);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(out);
        });
    }

    static byte[] write(byte[] raw, StreamFactory factory) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = factory.wrap(bytes)) {
            out.write(raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] us(CompressionType type, byte[] raw) {
        try (Compressor compressor = new Compressor()) {
            ByteBuffer compressed = compressor.compress(type, Compressor.DEFAULT_LEVEL, ByteBuffer.wrap(raw));
            byte[] bytes = new byte[compressed.remaining()];
            compressed.get(bytes);
            return bytes;
        }
    }

    interface StreamFactory {
        OutputStream wrap(OutputStream out) throws IOException;
    }
}
