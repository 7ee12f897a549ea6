package io.myq.internal.protocol;

import io.myq.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages from one frame and believes none of its lengths: each is compared with what is really there first.
 * Not thread-safe: owned by whoever decodes the frame.
 *
 * <p>Every method takes the field's name first, so that a {@link ProtocolException} can say where it happened.
 */
public final class MessageReader {
    /** Lists start this small at most: an announced count is not yet an element. */
    private static final int MAX_INITIAL_CAPACITY = 64;

    private final ByteBuffer in;
    private final short version;
    private final boolean flexible;

    /** Moves one element of an array. */
    @FunctionalInterface
    public interface Element<T> {
        T read(MessageReader in, String field);
    }

    /** @param frame what remains in it is read; its own position does not move, and it must not change meanwhile */
    public MessageReader(ByteBuffer frame, short version, boolean flexible) {
        this.in = frame.slice();
        this.version = version;
        this.flexible = flexible;
    }

    public short version() {
        return version;
    }

    public boolean flexible() {
        return flexible;
    }

    public boolean bool(String field) {
        return need(field, 1).get() != 0;
    }

    public byte int8(String field) {
        return need(field, 1).get();
    }

    public short int16(String field) {
        return need(field, 2).getShort();
    }

    public int uint16(String field) {
        return need(field, 2).getShort() & 0xffff;
    }

    public int int32(String field) {
        return need(field, 4).getInt();
    }

    public long int64(String field) {
        return need(field, 8).getLong();
    }

    public double float64(String field) {
        return need(field, 8).getDouble();
    }

    public UUID uuid(String field) {
        need(field, 16);
        long high = in.getLong();
        long low = in.getLong();
        return (high | low) == 0 ? Uuids.ZERO : new UUID(high, low);
    }

    public String string(String field) {
        return required(field, nullableString(field));
    }

    public @Nullable String nullableString(String field) {
        int length = flexible ? compactLength(field) : checked(field, int16(field));
        if (length <= 0) {
            return length < 0 ? null : "";
        }
        if (in.hasArray()) {
            int start = in.arrayOffset() + in.position();
            in.position(in.position() + length);
            return new String(in.array(), start, length, StandardCharsets.UTF_8);
        }
        return new String(take(length), StandardCharsets.UTF_8);
    }

    public byte[] bytes(String field) {
        return required(field, nullableBytes(field));
    }

    public byte @Nullable [] nullableBytes(String field) {
        int length = length(field);
        return length < 0 ? null : take(length);
    }

    public ByteBuffer records(String field) {
        return required(field, nullableRecords(field));
    }

    /** A view on the frame, not a copy. */
    public @Nullable ByteBuffer nullableRecords(String field) {
        int length = length(field);
        if (length < 0) {
            return null;
        }
        ByteBuffer records = in.slice(in.position(), length);
        in.position(in.position() + length);
        return records;
    }

    public <T> T struct(String field, Function<MessageReader, T> struct) {
        return struct.apply(this);
    }

    public <T> @Nullable T nullableStruct(String field, Function<MessageReader, T> struct) {
        return int8(field) < 0 ? null : struct.apply(this);
    }

    public <T> List<T> list(String field, Element<T> element) {
        return required(field, nullableList(field, element));
    }

    public <T> @Nullable List<T> nullableList(String field, Element<T> element) {
        // every element has at least one byte, so a count above the bytes left is a lie
        int count = length(field);
        if (count <= 0) {
            return count < 0 ? null : List.of();
        }
        List<T> values = new ArrayList<>(Math.min(count, MAX_INITIAL_CAPACITY));
        for (int i = 0; i < count; i++) {
            values.add(element.read(this, field));
        }
        return values;
    }

    public <T> List<T> structs(String field, Function<MessageReader, T> struct) {
        return required(field, nullableStructs(field, struct));
    }

    public <T> @Nullable List<T> nullableStructs(String field, Function<MessageReader, T> struct) {
        return nullableList(field, (in, name) -> struct.apply(in));
    }

    /** How many tagged fields follow (KIP-482); none in versions that cannot have them. */
    int tags(String struct) {
        return flexible ? unsignedVarint(struct) : 0;
    }

    int tag(String struct) {
        return unsignedVarint(struct);
    }

    /** Nothing beyond the value's announced size can be read until {@link #endValue}, which takes what this returns. */
    int beginValue(String struct) {
        int size = checked(struct, unsignedVarint(struct));
        int outerLimit = in.limit();
        if (size < 0) {
            throw error(struct, "a tagged field's length of " + (size & 0xffffffffL));
        }
        in.limit(in.position() + size);
        return outerLimit;
    }

    void skipValue() {
        in.position(in.limit());
    }

    void endValue(String struct, int outerLimit) {
        if (in.hasRemaining()) {
            throw error(struct, in.remaining() + " bytes too many in a tagged field");
        }
        in.limit(outerLimit);
    }

    void skipTags(String struct) {
        for (int left = tags(struct); left > 0; left--) {
            tag(struct);
            int outerLimit = beginValue(struct);
            skipValue();
            endValue(struct, outerLimit);
        }
    }

    /** To be called after a message that must fill its frame. */
    public void expectEnd(String message) {
        if (in.hasRemaining()) {
            throw error(message, in.remaining() + " bytes are left over after the message");
        }
    }

    private <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw error(field, "null, which this version does not allow");
        }
        return value;
    }

    private int length(String field) {
        return flexible ? compactLength(field) : checked(field, int32(field));
    }

    /** One more than the length; zero is null. */
    private int compactLength(String field) {
        int announced = unsignedVarint(field);
        if (announced < 0) {
            throw error(field, "a length of " + ((announced & 0xffffffffL) - 1) + " with " + left());
        }
        return checked(field, announced - 1);
    }

    private int checked(String field, int length) {
        if (length < -1 || length > in.remaining()) {
            throw error(field, "a length of " + length + " with " + left());
        }
        return length;
    }

    private int unsignedVarint(String field) {
        int value = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            byte next = int8(field);
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                if (shift == 28 && next > 0x0f) {
                    break;
                }
                return value;
            }
        }
        throw error(field, "a variable-length integer of more than 32 bits");
    }

    private byte[] take(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private ByteBuffer need(String field, int bytes) {
        if (in.remaining() < bytes) {
            throw error(field, "needs " + bytes + " bytes, with " + left());
        }
        return in;
    }

    private String left() {
        return in.remaining() + (in.remaining() == 1 ? " byte left" : " bytes left");
    }

    private ProtocolException error(String field, String problem) {
        return new ProtocolException(
                "Cannot read " + field + " in version " + version + " at byte " + in.position() + ": " + problem);
    }
}
