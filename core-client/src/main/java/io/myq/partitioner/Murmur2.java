package io.myq.partitioner;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 32-bit murmur2 hash, with the seed that Kafka's clients agree on. Stateless. */
final class Murmur2 {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private Murmur2() {}

    static int hash(byte[] data) {
        int h = SEED ^ data.length;
        int tail = data.length & ~3;
        for (int i = 0; i < tail; i += 4) {
            int k = (int) INT.get(data, i) * M;
            k ^= k >>> R;
            h = h * M ^ k * M;
        }
        int rest = 0;
        for (int i = data.length - 1; i >= tail; i--) {
            rest = rest << 8 | data[i] & 0xff;
        }
        if (tail != data.length) {
            h = (h ^ rest) * M;
        }
        h = (h ^ h >>> 13) * M;
        return h ^ h >>> 15;
    }
}
