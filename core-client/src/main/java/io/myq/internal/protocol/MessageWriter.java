package io.myq.internal.protocol;

import io.myq.error.UnsupportedRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages into one growable buffer; knows version and flexibility, so messages need not care for compact forms.
 * Not thread-safe: owned by whoever frames requests for a connection.
 *
 * <p>Every method takes the field's name first, so that an error can say where it happened.
 */
public final class MessageWriter {
    private static final int MAX_STRING = Short.MAX_VALUE;

    private ByteBuffer out;
    private short version;
    private boolean flexible;

    /** Moves one element of an array. */
    @FunctionalInterface
    public interface Element<T> {
        void write(MessageWriter out, String field, T value);
    }

    /** @param initial direct or heap; replaced by a larger one of its kind when it is full */
    public MessageWriter(ByteBuffer initial, short version, boolean flexible) {
        this.out = initial;
        this.version = version;
        this.flexible = flexible;
        initial.clear();
    }

    /** Forgets what was written and starts the next message in the same memory. */
    public void reset(short version, boolean flexible) {
        this.version = version;
        this.flexible = flexible;
        out.clear();
    }

    /** Goes on after what was written with another message, say a body after its header. */
    public void version(short version, boolean flexible) {
        this.version = version;
        this.flexible = flexible;
    }

    public short version() {
        return version;
    }

    public boolean flexible() {
        return flexible;
    }

    /** Bytes written since the last reset. */
    public int position() {
        return out.position();
    }

    /** What was written since the last reset, as a view: its bytes change with the next reset. */
    public ByteBuffer buffer() {
        return out.duplicate().flip();
    }

    /** Overwrites four bytes that were written before, say a frame's length. */
    public void patchInt32(int position, int value) {
        out.putInt(position, value);
    }

    public void bool(String field, boolean value) {
        need(1).put((byte) (value ? 1 : 0));
    }

    public void int8(String field, byte value) {
        need(1).put(value);
    }

    public void int16(String field, short value) {
        need(2).putShort(value);
    }

    public void uint16(String field, int value) {
        if (value < 0 || value > 0xffff) {
            throw error(field, value + " is not in 0..65535");
        }
        need(2).putShort((short) value);
    }

    public void int32(String field, int value) {
        need(4).putInt(value);
    }

    public void int64(String field, long value) {
        need(8).putLong(value);
    }

    public void float64(String field, double value) {
        need(8).putDouble(value);
    }

    public void uuid(String field, UUID value) {
        need(16).putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
    }

    public void string(String field, String value) {
        nullableString(field, required(field, value));
    }

    public void nullableString(String field, @Nullable String value) {
        if (value == null) {
            shortLength(-1);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_STRING) {
            throw error(field, "a string of " + utf8.length + " bytes; at most " + MAX_STRING + " can be sent");
        }
        shortLength(utf8.length);
        need(utf8.length).put(utf8);
    }

    void headerString(String field, @Nullable String value) {
        boolean bodyFlexible = flexible;
        flexible = false;
        nullableString(field, value);
        flexible = bodyFlexible;
    }

    public void bytes(String field, byte[] value) {
        nullableBytes(field, required(field, value));
    }

    public void nullableBytes(String field, byte @Nullable [] value) {
        length(value == null ? -1 : value.length);
        if (value != null) {
            need(value.length).put(value);
        }
    }

    public void records(String field, @Nullable ByteBuffer value) {
        nullableRecords(field, required(field, value));
    }

    /** Copies what remains in the value, whose position does not move. */
    public void nullableRecords(String field, @Nullable ByteBuffer value) {
        length(value == null ? -1 : value.remaining());
        if (value != null) {
            need(value.remaining()).put(value.duplicate());
        }
    }

    public <T extends ApiMessage> void struct(String field, T value) {
        required(field, value).write(this);
    }

    public <T extends ApiMessage> void nullableStruct(String field, @Nullable T value) {
        int8(field, (byte) (value == null ? -1 : 1));
        if (value != null) {
            value.write(this);
        }
    }

    public <T> void list(String field, List<T> values, Element<T> element) {
        nullableList(field, required(field, values), element);
    }

    public <T> void nullableList(String field, @Nullable List<T> values, Element<T> element) {
        length(values == null ? -1 : values.size());
        if (values != null) {
            for (T value : values) {
                element.write(this, field, value);
            }
        }
    }

    public <T extends ApiMessage> void structs(String field, List<T> values) {
        list(field, values, MessageWriter::struct);
    }

    public <T extends ApiMessage> void nullableStructs(String field, @Nullable List<T> values) {
        nullableList(field, values, MessageWriter::struct);
    }

    /** Starts the tagged fields of a struct (KIP-482): one byte counts them, no struct has more than 127. */
    int beginTags() {
        if (flexible) {
            need(1).put((byte) 0);
        }
        return out.position() - 1;
    }

    /** Counts one more tagged field, and leaves one byte for its length. */
    int beginTag(int tags, int tag) {
        out.put(tags, (byte) (out.get(tags) + 1));
        unsignedVarint(tag);
        need(1).put((byte) 0);
        return out.position();
    }

    /** Fills in the length; the few values that need more than its one byte move up to make place. */
    void endTag(int start) {
        int length = out.position() - start;
        int extra = Varints.sizeOfUnsigned(length) - 1;
        if (extra > 0) {
            need(extra);
            ByteBuffer value = out.duplicate().position(start).limit(start + length);
            out.position(start + extra);
            out.put(copyOf(value));
        }
        int end = out.position();
        out.position(start - 1);
        Varints.writeUnsigned(length, out);
        out.position(end);
    }

    private static byte[] copyOf(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.get(copy);
        return copy;
    }

    /** A value that the schema does not let be left out silently, in a version that has no place for it. */
    UnsupportedRequestException absent(String field) {
        return error(field, "has a value, but this version of the API cannot carry it");
    }

    private <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw error(field, "must not be null in this version");
        }
        return value;
    }

    private UnsupportedRequestException error(String field, String problem) {
        return new UnsupportedRequestException("Cannot write " + field + " in version " + version + ": " + problem);
    }

    private void shortLength(int length) {
        if (flexible) {
            unsignedVarint(length + 1);
        } else {
            need(2).putShort((short) length);
        }
    }

    private void length(int length) {
        if (flexible) {
            unsignedVarint(length + 1);
        } else {
            need(4).putInt(length);
        }
    }

    private void unsignedVarint(int value) {
        Varints.writeUnsigned(value, need(Varints.MAX_INT_BYTES));
    }

    private ByteBuffer need(int bytes) {
        if (out.remaining() < bytes) {
            grow(bytes);
        }
        return out;
    }

    private void grow(int bytes) {
        long needed = (long) out.position() + bytes;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new UnsupportedRequestException("A request of more than 2 GiB cannot be framed");
        }
        int capacity = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * out.capacity()));
        ByteBuffer larger = out.isDirect() ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
        out = larger.put(out.flip());
    }
}
