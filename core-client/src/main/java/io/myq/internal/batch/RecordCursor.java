package io.myq.internal.batch;

import io.myq.error.CorruptRecordException;
import io.myq.message.Header;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands on one record of a batch after the other and shows it where it is: nothing is made per record, unless asked
 * for. Not thread-safe: owned by one thread at a time.
 */
public final class RecordCursor {
    /** More than the numbers before a key take in their common form, so that they can be read without looking out. */
    private static final int PREFIX_BYTES = 1 + 5 * Varints.MAX_READ_BYTES;

    /** Lengths, deltas and counts of an empty record. */
    private static final int SMALLEST_RECORD = 7;

    private final RecordBatch batch;
    private final byte[] array;
    private final int end;
    private final int count;
    private final long baseOffset;
    private final int lastDelta;
    private final boolean logAppendTime;
    private final long originTimestamp;
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
        this.baseOffset = batch.baseOffset();
        this.lastDelta = (int) (batch.lastOffset() - baseOffset);
        this.logAppendTime = batch.isLogAppendTime();
        this.originTimestamp = logAppendTime ? batch.maxTimestamp() : batch.baseTimestamp();
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
        // what is in any way unusual is read again, number by number, and found out about there
        if (end - position < PREFIX_BYTES || !readCommon()) {
            readCarefully();
        }
        read++;
        return true;
    }

    /**
     * Reads a record whose numbers are short and which has no headers, all in local variables.
     *
     * @return whether it is one; otherwise nothing has changed
     */
    private boolean readCommon() {
        byte[] bytes = array;
        long length = Varints.read(bytes, position);
        int begin = Varints.next(length);
        // after the attributes of the record, of which none are defined
        long timestamp = Varints.read(bytes, begin + 1);
        long delta = Varints.read(bytes, Varints.next(timestamp));
        long key = Varints.read(bytes, Varints.next(delta));
        if (Varints.value(length) < 0
                || Varints.value(length) > end - begin
                || Varints.value(timestamp) == Varints.TOO_LONG
                || Varints.value(delta) <= lastOffsetDelta
                || Varints.value(delta) > lastDelta) {
            return false;
        }
        int recordLimit = begin + Varints.value(length);
        int afterKey = Varints.next(key) + Math.max(0, Varints.value(key));
        // also when that sum was too large for an int
        if (Varints.value(key) < -1 || afterKey < 0 || afterKey > end - Varints.MAX_READ_BYTES) {
            return false;
        }
        long value = Varints.read(bytes, afterKey);
        int afterValue = Varints.next(value) + Math.max(0, Varints.value(value));
        if (Varints.value(value) < -1 || afterValue != recordLimit - 1 || bytes[afterValue] != 0) {
            return false;
        }
        timestampDelta = Varints.value(timestamp);
        lastOffsetDelta = Varints.value(delta);
        keyOffset = Varints.next(key);
        keyLength = Varints.value(key);
        valueOffset = Varints.next(value);
        valueLength = Varints.value(value);
        headerCount = 0;
        position = recordLimit;
        return true;
    }

    private void readCarefully() {
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
    }

    private void offset(int delta) {
        if (delta <= lastOffsetDelta || delta > lastDelta) {
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

    /** No more than this can follow: what a batch announces is not yet a record. */
    public int mostRecords() {
        return Math.min(count - read, (end - position) / SMALLEST_RECORD);
    }

    public long offset() {
        return baseOffset + lastOffsetDelta;
    }

    /** Milliseconds: given by the producer, or by the broker if the topic says so. */
    public long timestamp() {
        return logAppendTime ? originTimestamp : originTimestamp + timestampDelta;
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

    /** In their order: a copy of their bytes, decoded when somebody looks at one. Immutable; any thread. */
    public List<Header> headers() {
        return headerCount == 0
                ? List.of()
                : new LazyHeaders(Arrays.copyOfRange(array, headersOffset, recordEnd), headerCount);
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
