package io.myq.internal.batch;

import io.myq.internal.compress.Compressor;
import io.myq.message.CompressionType;
import io.myq.message.Header;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record batch in the making: records are encoded in place, after a gap for the header, which sealing fills in.
 * Not thread-safe: owned by whoever holds its partition's lock while it is open, and by one thread once it is sealed.
 */
public final class RecordBatchBuilder {
    /** What an empty batch takes. */
    public static final int HEADER_BYTES = BatchFormat.HEADER_BYTES;

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int end = HEADER_BYTES;
    private int count;
    private long baseTimestamp = -1;
    private long maxTimestamp = -1;
    private boolean transactional;
    private boolean sealed;

    /** @param initialBytes what to begin with, header included; it grows as needed */
    public RecordBatchBuilder(int initialBytes) {
        this(new byte[Math.max(initialBytes, 2 * HEADER_BYTES)]);
    }

    /** @param memory to write into, with whatever is in it; at least {@link #HEADER_BYTES} long */
    public RecordBatchBuilder(byte[] memory) {
        bytes = memory;
    }

    /** The most bytes that one record can take, to be compared with a limit before anything is encoded. */
    public static long maxRecordBytes(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        long size = 1 + Varints.MAX_LONG_BYTES + 5L * Varints.MAX_INT_BYTES;
        size += (key == null ? 0 : key.length) + (long) (value == null ? 0 : value.length);
        // asked for first: an iterator for nothing would be garbage per message
        return headers.isEmpty()
                ? size
                : size + headers.size() * 2L * Varints.MAX_INT_BYTES + headerContentBytes(headers);
    }

    private static long headerContentBytes(List<Header> headers) {
        long size = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            size += Utf8.size(header.key()) + (long) (value == null ? 0 : value.length);
        }
        return size;
    }

    /**
     * Encodes one more record, unless the batch would then have more than {@code maxBytes}, uncompressed and with its
     * header.
     *
     * @param timestamp milliseconds; may be earlier than those before
     * @return whether it was appended; if not, nothing changed
     */
    public boolean tryAppend(
            long timestamp, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, int maxBytes) {
        if (sealed) {
            throw new IllegalStateException("a sealed batch takes no more records");
        }
        long base = count == 0 ? timestamp : baseTimestamp;
        long bodyBytes = bodyBytes(timestamp - base, key, value, headers);
        long newEnd = end + bodyBytes + Varints.size(bodyBytes);
        if (newEnd > Math.min(maxBytes, MAX_ARRAY)) {
            return false;
        }
        if (newEnd > bytes.length) {
            grow((int) newEnd);
        }
        encode((int) bodyBytes, timestamp - base, key, value, headers);
        baseTimestamp = base;
        maxTimestamp = count == 0 ? timestamp : Math.max(maxTimestamp, timestamp);
        count++;
        return true;
    }

    private long bodyBytes(long timestampDelta, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        int keyLength = key == null ? -1 : key.length;
        int valueLength = value == null ? -1 : value.length;
        long size = 1 + Varints.size(timestampDelta) + Varints.size(count) + Varints.size(headers.size());
        size += Varints.size(keyLength) + (long) Math.max(0, keyLength);
        size += Varints.size(valueLength) + (long) Math.max(0, valueLength);
        return headers.isEmpty() ? size : size + headerBytes(headers);
    }

    private static long headerBytes(List<Header> headers) {
        long size = 0;
        for (Header header : headers) {
            int keyLength = Utf8.size(header.key());
            byte[] value = header.value();
            int valueLength = value == null ? -1 : value.length;
            size += Varints.size(keyLength) + keyLength + Varints.size(valueLength) + (long) Math.max(0, valueLength);
        }
        return size;
    }

    /**
     * Goes on in larger memory, for an owner who counts it.
     *
     * @return the memory up to now, which is the caller's again
     */
    public byte[] moveTo(byte[] larger) {
        byte[] before = bytes;
        System.arraycopy(before, 0, larger, 0, end);
        bytes = larger;
        return before;
    }

    /** The memory, for use in another batch: this one must not be written, sealed or sent any more. */
    public byte[] memory() {
        return bytes;
    }

    private void grow(int needed) {
        // small batches stay small; large ones must not be copied often
        long wanted = bytes.length < 64 * 1024 ? 4L * bytes.length : 2L * bytes.length;
        bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_ARRAY, Math.max(needed, wanted)));
    }

    private void encode(
            int bodyBytes, long timestampDelta, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        byte[] target = bytes;
        int next = Varints.write(bodyBytes, target, end);
        target[next++] = 0; // attributes of a record: none are defined
        next = Varints.write(timestampDelta, target, next);
        next = Varints.write(count, target, next);
        next = writeBytes(key, target, next);
        next = writeBytes(value, target, next);
        next = Varints.write(headers.size(), target, next);
        if (!headers.isEmpty()) {
            for (Header header : headers) {
                next = Varints.write(Utf8.size(header.key()), target, next);
                next = Utf8.write(header.key(), target, next);
                next = writeBytes(header.value(), target, next);
            }
        }
        end = next;
    }

    private static int writeBytes(byte @Nullable [] value, byte[] target, int position) {
        if (value == null) {
            return Varints.write(-1, target, position);
        }
        int next = Varints.write(value.length, target, position);
        System.arraycopy(value, 0, target, next, value.length);
        return next + value.length;
    }

    /** Records in it. */
    public int count() {
        return count;
    }

    /** Its records are part of a transaction. To be said before it is sealed for the first time. */
    public void markTransactional() {
        transactional = true;
    }

    /** Bytes of the whole batch: uncompressed while it is open, as sent once it is sealed. */
    public int sizeInBytes() {
        return end;
    }

    /** Memory that it holds, in bytes. */
    public int capacity() {
        return bytes.length;
    }

    /** The first record's timestamp; -1 while there is none. */
    public long baseTimestamp() {
        return baseTimestamp;
    }

    /** The latest timestamp; -1 while there is none. */
    public long maxTimestamp() {
        return maxTimestamp;
    }

    /**
     * Compresses if that makes it smaller, fills in the header, and returns the finished batch. Calling it again, for a
     * retry with another producer epoch or sequence, only changes the header; the codec stays that of the first time.
     *
     * @param producerId with epoch and sequence -1 for a producer that is not idempotent
     * @param level see {@link Compressor}
     * @return a view on this builder's memory: not to be read any more once it is sealed anew
     */
    public ByteBuffer seal(
            long producerId,
            short producerEpoch,
            int baseSequence,
            CompressionType type,
            int level,
            Compressor compressor) {
        if (count == 0) {
            throw new IllegalStateException("a batch without records cannot be sent");
        }
        if (!sealed) {
            int codec = compress(type, level, compressor).id();
            SHORT.set(
                    bytes, BatchFormat.ATTRIBUTES, (short) (transactional ? codec | BatchFormat.TRANSACTIONAL : codec));
            fillHeader();
            sealed = true;
        }
        LONG.set(bytes, BatchFormat.PRODUCER_ID, producerId);
        SHORT.set(bytes, BatchFormat.PRODUCER_EPOCH, producerEpoch);
        INT.set(bytes, BatchFormat.BASE_SEQUENCE, baseSequence);
        CRC32C crc = new CRC32C();
        crc.update(bytes, BatchFormat.ATTRIBUTES, end - BatchFormat.ATTRIBUTES);
        INT.set(bytes, BatchFormat.CRC, (int) crc.getValue());
        return ByteBuffer.wrap(bytes, 0, end).slice();
    }

    /** The compressed records take the place of the raw ones: no second array lives as long as the batch. */
    private CompressionType compress(CompressionType type, int level, Compressor compressor) {
        if (type == CompressionType.NONE) {
            return type;
        }
        int rawBytes = end - HEADER_BYTES;
        ByteBuffer compressed = compressor.compress(type, level, ByteBuffer.wrap(bytes, HEADER_BYTES, rawBytes));
        int size = compressed.remaining();
        if (size >= rawBytes) {
            return CompressionType.NONE;
        }
        compressed.get(bytes, HEADER_BYTES, size);
        end = HEADER_BYTES + size;
        return type;
    }

    private void fillHeader() {
        LONG.set(bytes, BatchFormat.BASE_OFFSET, 0L);
        INT.set(bytes, BatchFormat.LENGTH, end - BatchFormat.LENGTH_END);
        INT.set(bytes, BatchFormat.PARTITION_LEADER_EPOCH, -1);
        bytes[BatchFormat.MAGIC] = BatchFormat.MAGIC_V2;
        INT.set(bytes, BatchFormat.LAST_OFFSET_DELTA, count - 1);
        LONG.set(bytes, BatchFormat.BASE_TIMESTAMP, baseTimestamp);
        LONG.set(bytes, BatchFormat.MAX_TIMESTAMP, maxTimestamp);
        INT.set(bytes, BatchFormat.COUNT, count);
    }
}
