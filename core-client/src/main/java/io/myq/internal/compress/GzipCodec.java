package io.myq.internal.compress;

import io.myq.error.CorruptRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** GZIP (RFC 1952) around the JDK's deflate, with header and trailer written and read here. One owner. */
final class GzipCodec implements Codec {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final short MAGIC = 0x1f8b;
    private static final byte DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();

    @Override
    public int maxCompressedLength(int rawBytes) {
        // zlib's bound for any level and window, see deflateBound
        return Math.toIntExact(rawBytes + (rawBytes + 7L) / 8 + (rawBytes + 63L) / 64 + 5 + HEADER + TRAILER);
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target, int level) {
        int rawBytes = source.remaining();
        crc.reset();
        crc.update(source.duplicate());
        target.order(ByteOrder.BIG_ENDIAN).putShort(MAGIC).put(DEFLATE).put(new byte[HEADER - 3]);
        deflater.reset();
        deflater.setLevel(level == Compressor.DEFAULT_LEVEL ? Deflater.DEFAULT_COMPRESSION : level);
        deflater.setInput(source);
        deflater.finish();
        while (!deflater.finished()) {
            if (deflater.deflate(target) == 0 && !target.hasRemaining()) {
                throw new IllegalStateException("deflate needs more room than zlib's bound for " + rawBytes + " bytes");
            }
        }
        target.order(ByteOrder.LITTLE_ENDIAN).putInt((int) crc.getValue()).putInt(rawBytes);
        target.order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public void decompress(ByteBuffer source, Scratch target) {
        // several members one after the other are one stream
        do {
            skipHeader(source);
            inflate(source, target);
        } while (source.hasRemaining());
    }

    private void inflate(ByteBuffer source, Scratch target) {
        int start = target.buffer().position();
        inflater.reset();
        inflater.setInput(source);
        try {
            while (!inflater.finished()) {
                ByteBuffer out = target.buffer().hasRemaining() ? target.buffer() : target.grow();
                if (inflater.inflate(out) == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new CorruptRecordException("it is cut off");
                }
            }
        } catch (DataFormatException e) {
            throw new CorruptRecordException(String.valueOf(e.getMessage()), e);
        }
        checkTrailer(source, target.buffer().duplicate().flip().position(start));
    }

    private void checkTrailer(ByteBuffer source, ByteBuffer inflated) {
        need(source, TRAILER);
        int length = inflated.remaining();
        crc.reset();
        crc.update(inflated);
        source.order(ByteOrder.LITTLE_ENDIAN);
        boolean intact = source.getInt() == (int) crc.getValue() & source.getInt() == length;
        source.order(ByteOrder.BIG_ENDIAN);
        if (!intact) {
            throw new CorruptRecordException("its checksum or length is wrong");
        }
    }

    private static void skipHeader(ByteBuffer source) {
        need(source, HEADER);
        if (source.getShort() != MAGIC || source.get() != DEFLATE) {
            throw new CorruptRecordException("it does not begin like gzip");
        }
        int flags = source.get();
        skip(source, HEADER - 4);
        if ((flags & FLAG_EXTRA) != 0) {
            need(source, 2);
            skip(source, Short.toUnsignedInt(Short.reverseBytes(source.getShort())));
        }
        skipText(source, (flags & FLAG_NAME) != 0);
        skipText(source, (flags & FLAG_COMMENT) != 0);
        skip(source, (flags & FLAG_HEADER_CRC) != 0 ? 2 : 0);
    }

    private static void skipText(ByteBuffer source, boolean present) {
        for (byte next = (byte) (present ? 1 : 0); next != 0; ) {
            need(source, 1);
            next = source.get();
        }
    }

    private static void skip(ByteBuffer source, int bytes) {
        need(source, bytes);
        source.position(source.position() + bytes);
    }

    private static void need(ByteBuffer source, int bytes) {
        if (source.remaining() < bytes) {
            throw new CorruptRecordException("it is cut off");
        }
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
