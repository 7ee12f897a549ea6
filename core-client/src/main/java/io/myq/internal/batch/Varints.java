package io.myq.internal.batch;

/** Zigzag variable-length integers of records, in arrays. Stateless. */
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

    /** The value that {@link #read} gives for a number that has more bytes than it looks at. */
    static final int TOO_LONG = Integer.MIN_VALUE;

    /** {@link #read} looks at no more. */
    static final int MAX_READ_BYTES = 4;

    /** @return a number of up to four bytes, and where the next begins: see {@link #value} and {@link #next} */
    static long read(byte[] source, int position) {
        int b = source[position];
        if (b >= 0) {
            return pack(b, position + 1);
        }
        int bits = b & 0x7f;
        b = source[position + 1];
        if (b >= 0) {
            return pack(bits | b << 7, position + 2);
        }
        bits |= (b & 0x7f) << 7;
        b = source[position + 2];
        if (b >= 0) {
            return pack(bits | b << 14, position + 3);
        }
        bits |= (b & 0x7f) << 14;
        b = source[position + 3];
        return b >= 0 ? pack(bits | b << 21, position + 4) : (long) TOO_LONG << 32;
    }

    static int value(long read) {
        return (int) (read >> 32);
    }

    static int next(long read) {
        return (int) read;
    }

    /** Two numbers in one: no field is written, and no object made. */
    private static long pack(int zigzag, int next) {
        return (long) (zigzag >>> 1 ^ -(zigzag & 1)) << 32 | next;
    }
}
