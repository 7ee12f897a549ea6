package io.myq.internal.protocol;

import java.nio.ByteBuffer;

/** Variable-length integers of messages (unsigned); records have zigzag ones of their own. Stateless. */
final class Varints {
    /** The longest encoding of 32 bits. */
    static final int MAX_INT_BYTES = 5;

    private Varints() {}

    static int sizeOfUnsigned(int value) {
        // seven bits to a byte, without a loop or a division: exact for 1 to 32 bits
        return (352 - Integer.numberOfLeadingZeros(value | 1) * 9) >>> 6;
    }

    static void writeUnsigned(int value, ByteBuffer out) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
