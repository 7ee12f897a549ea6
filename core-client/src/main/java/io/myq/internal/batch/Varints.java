package io.myq.internal.batch;

/** Zigzag variable-length integers of records, written to arrays. Stateless. */
final class Varints {
    static final int MAX_INT_BYTES = 5;
    static final int MAX_LONG_BYTES = 10;

    private Varints() {}

    static int size(int value) {
        return sizeOfUnsigned((value << 1 ^ value >> 31) & 0xffffffffL);
    }

    static int size(long value) {
        return sizeOfUnsigned(value << 1 ^ value >> 63);
    }

    private static int sizeOfUnsigned(long value) {
        // seven bits to a byte, without a loop or a division: exact for 1 to 64 bits
        return (640 - Long.numberOfLeadingZeros(value | 1) * 9) >>> 6;
    }

    static int write(int value, byte[] target, int position) {
        return writeUnsigned((value << 1 ^ value >> 31) & 0xffffffffL, target, position);
    }

    /** @return the position after what was written */
    static int write(long value, byte[] target, int position) {
        return writeUnsigned(value << 1 ^ value >> 63, target, position);
    }

    private static int writeUnsigned(long value, byte[] target, int position) {
        // nearly all are this short, and a loop costs more than two comparisons
        if ((value & ~0x7fL) == 0) {
            target[position] = (byte) value;
            return position + 1;
        }
        if ((value & ~0x3fffL) == 0) {
            target[position] = (byte) (value | 0x80);
            target[position + 1] = (byte) (value >>> 7);
            return position + 2;
        }
        long rest = value;
        int next = position;
        while ((rest & ~0x7fL) != 0) {
            target[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[next] = (byte) rest;
        return next + 1;
    }
}
