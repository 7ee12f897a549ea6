package io.myq.internal.batch;

import io.myq.error.CorruptRecordException;
import io.myq.message.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands on one record of a batch after the other and shows it where it is: nothing is made per record, unless asked
 * for. Not thread-safe: owned by one thread at a time.
 */
public final class RecordCursor {
    private final RecordBatch batch;
    private final byte[] array;
    private final int end;
    private final int count;
    private int position;
    private int read;
    private int recordEnd;

    private int lastOffsetDelta = -1;
    private long timestampDelta;
    private int keyOffset;
    private int keyLength;
    private int valueOffset;
    private int valueLength;
    private int headersOffset;
    private int headerCount;

    RecordCursor(RecordBatch batch, byte[] array, int start, int end) {
        this.batch = batch;
        this.array = array;
        this.position = start;
        this.end = end;
        this.count = batch.count();
    }

    /**
     * Goes to the next record.
     *
     * @return whether there is one
     * @throws CorruptRecordException if the batch does not hold what it announces
     */
    public boolean next() {
        if (read == count) {
            if (position != end) {
                throw corrupt((end - position) + " bytes are left over after all " + count + " records");
            }
            return false;
        }
        recordEnd = end;
        int length = length("length", 0);
        recordEnd = position + length;
        position++; // attributes of a record: none are defined
        timestampDelta = varlong();
        offset(varint());
        keyLength = length("key length", -1);
        keyOffset = position;
        skip(keyLength);
        valueLength = length("value length", -1);
        valueOffset = position;
        skip(valueLength);
        skipHeaders();
        if (position != recordEnd) {
            throw corrupt((recordEnd - position) + " bytes are left over in it");
        }
        read++;
        return true;
    }

    private void offset(int delta) {
        if (delta <= lastOffsetDelta || batch.baseOffset() + delta > batch.lastOffset()) {
            throw corrupt("an offset of base + " + delta + " after base + " + lastOffsetDelta);
        }
        lastOffsetDelta = delta;
    }

    /** Walks over them, so that {@link #headers()} cannot fail. */
    private void skipHeaders() {
        headerCount = varint();
        headersOffset = position;
        if (headerCount < 0 || headerCount > recordEnd - position) {
            throw corrupt(headerCount + " headers in " + (recordEnd - position) + " bytes");
        }
        for (int i = 0; i < headerCount; i++) {
            skip(length("header name length", 0));
            skip(length("header value length", -1));
        }
    }

    private void skip(int length) {
        position += Math.max(0, length);
    }

    public RecordBatch batch() {
        return batch;
    }

    public long offset() {
        return batch.baseOffset() + lastOffsetDelta;
    }

    /** Milliseconds: given by the producer, or by the broker if the topic says so. */
    public long timestamp() {
        return batch.isLogAppendTime() ? batch.maxTimestamp() : batch.baseTimestamp() + timestampDelta;
    }

    /** Holds key and value, among other things; not to be changed. */
    public byte[] array() {
        return array;
    }

    public int keyOffset() {
        return keyOffset;
    }

    /** -1 for null. */
    public int keyLength() {
        return keyLength;
    }

    public int valueOffset() {
        return valueOffset;
    }

    /** -1 for null. */
    public int valueLength() {
        return valueLength;
    }

    /** A copy. */
    public byte @Nullable [] key() {
        return copy(keyOffset, keyLength);
    }

    /** A copy. */
    public byte @Nullable [] value() {
        return copy(valueOffset, valueLength);
    }

    private byte @Nullable [] copy(int offset, int length) {
        return length < 0 ? null : Arrays.copyOfRange(array, offset, offset + length);
    }

    public int headerCount() {
        return headerCount;
    }

    /** Copies, in their order; made with every call. */
    public List<Header> headers() {
        if (headerCount == 0) {
            return List.of();
        }
        int afterRecord = position;
        position = headersOffset;
        List<Header> headers = new ArrayList<>(headerCount);
        for (int i = 0; i < headerCount; i++) {
            int nameLength = varint();
            String name = new String(array, position, nameLength, StandardCharsets.UTF_8);
            position += nameLength;
            int valueBytes = varint();
            headers.add(new Header(name, copy(position, valueBytes)));
            position += Math.max(0, valueBytes);
        }
        position = afterRecord;
        return List.copyOf(headers);
    }

    /** A length that must lie in the record, and must not be below the smallest one allowed. */
    private int length(String what, int smallest) {
        int length = varint();
        if (length < smallest || length > recordEnd - position) {
            throw corrupt("a " + what + " of " + length + ", with " + (recordEnd - position) + " bytes left");
        }
        return length;
    }

    private int varint() {
        long value = varlong();
        if (value != (int) value) {
            throw corrupt("a number of more than 32 bits");
        }
        return (int) value;
    }

    private long varlong() {
        long value = 0;
        int next = position;
        for (int shift = 0; shift < 64; shift += 7) {
            if (next >= recordEnd) {
                throw corrupt("it ends in the middle of a number");
            }
            byte b = array[next++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                position = next;
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw corrupt("a number of more than 10 bytes");
    }

    private CorruptRecordException corrupt(String reason) {
        return batch.corrupt("record " + (read + 1) + " of " + count + ": " + reason);
    }
}
