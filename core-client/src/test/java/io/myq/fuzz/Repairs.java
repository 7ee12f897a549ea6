package io.myq.fuzz;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;

/** Makes checksums fit what they are of, so that what is behind them is reached. Stateless. */
public final class Repairs {

    private static final int LENGTH = 8;
    private static final int LENGTH_END = 12;
    private static final int MAGIC = 16;
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int HEADER = 61;

    private Repairs() {}

    /** Of two inputs one, wherever there is a batch in it. */
    static void some(Random random, byte[] bytes) {
        if (random.nextBoolean()) {
            for (int at = 0; at + HEADER <= bytes.length; at++) {
                at = batch(bytes, at) ? at + size(bytes, at) - 1 : at;
            }
        }
    }

    private static int size(byte[] bytes, int at) {
        return LENGTH_END + ByteBuffer.wrap(bytes).getInt(at + LENGTH);
    }

    /** Whether what begins there may be a batch; its checksum is then right. */
    private static boolean batch(byte[] bytes, int at) {
        int length = ByteBuffer.wrap(bytes).getInt(at + LENGTH);
        if (bytes[at + MAGIC] != 2
                || length < HEADER - LENGTH_END
                || length > bytes.length - at - LENGTH_END
                // a base offset is small, everything else is by accident
                || bytes[at] != 0) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + ATTRIBUTES, LENGTH_END + length - ATTRIBUTES);
        ByteBuffer.wrap(bytes).putInt(at + CRC, (int) crc.getValue());
        return true;
    }
}
