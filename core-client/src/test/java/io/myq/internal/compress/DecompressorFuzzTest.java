package io.myq.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.error.CorruptRecordException;
import io.myq.fuzz.Fuzzer;
import io.myq.message.CompressionType;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every codec's library and ours wrote, spoiled: decompressed up to the cap, or refused. */
class DecompressorFuzzTest {

    private static final int CAP = 256 * 1024;
    /** Heap for one result at the cap, once more for its copy, and what codecs need to begin with. */
    private static final int MOST_ALWAYS = 4 * CAP;
    /** Outside the heap: one scratch, one source, and the libraries' contexts. */
    private static final long MOST_DIRECT = 64L * CAP;

    @Test
    void spoiledInputIsDecompressedUpToTheCapOrRefused() throws InterruptedException {
        long before = direct();
        Fuzzer fuzzer = new Fuzzer("decompressors", 7, CorruptRecordException.class, MOST_ALWAYS, 16);
        try (Decompressor decompressor = new Decompressor(CAP)) {
            for (CompressionType type : CompressionType.values()) {
                if (type != CompressionType.NONE) {
                    add(fuzzer, decompressor, type, new byte[] {1});
                    add(fuzzer, decompressor, type, new byte[CAP]);
                    add(fuzzer, decompressor, type, text(100));
                    add(fuzzer, decompressor, type, text(3000));
                }
            }
            fuzzer.run();
            assertThat(direct() - before).as("direct memory").isLessThan(MOST_DIRECT);
        }
    }

    private static void add(Fuzzer fuzzer, Decompressor decompressor, CompressionType type, byte[] raw) {
        Fuzzer.Target target = bytes -> decompressor.decompressShared(type, ByteBuffer.wrap(bytes));
        fuzzer.add(new Fuzzer.Seed(type + " by its library", CompressedBy.streamOf(type, raw), target));
        fuzzer.add(new Fuzzer.Seed(type + " by us", CompressedBy.us(type, raw), target));
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            text[i] = (byte) "etaoin shrdlu".charAt(random.nextInt(13));
        }
        return text;
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
