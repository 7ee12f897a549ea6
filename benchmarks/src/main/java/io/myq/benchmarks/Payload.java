package io.myq.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Values of records: half of each repeats itself as JSON does, half is random. The same for the same seed. Immutable. */
final class Payload {

    private static final long SEED = 20_260_601;
    private static final int VALUES = 1024;
    private static final byte[] TEXT =
            "{\"order\":{\"customer\":\"jane.doe@example.org\",\"state\":\"PAID\",\"lines\":[{\"article\":\""
                    .getBytes(StandardCharsets.US_ASCII);

    private final byte[][] values;

    Payload(int bytes) {
        Random random = new Random(SEED);
        values = new byte[VALUES][];
        for (int i = 0; i < VALUES; i++) {
            values[i] = value(bytes, random);
        }
    }

    private static byte[] value(int bytes, Random random) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        for (int i = 0; i < bytes / 2; i++) {
            value[i] = TEXT[i % TEXT.length];
        }
        return value;
    }

    /** The n-th value; they repeat after a while. Not to be changed. */
    byte[] value(long n) {
        return values[(int) (n % VALUES)];
    }
}
