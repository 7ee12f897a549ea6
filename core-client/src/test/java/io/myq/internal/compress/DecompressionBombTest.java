package io.myq.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.myq.error.CorruptRecordException;
import io.myq.message.CompressionType;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What claims or contains far more than the cap stops at the cap, having cost little. */
class DecompressionBombTest {
    private static final int CAP = 1 << 20;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aBombOfGreatRatioStopsAtTheCap(CompressionType type) {
        byte[] bomb = CompressedBy.streamOf(type, new byte[64 * CAP]);
        try (Decompressor decompressor = new Decompressor(CAP)) {
            refuse(decompressor, type, bomb); // loads classes
            long heap = threads.getCurrentThreadAllocatedBytes();
            long direct = directMemory();
            for (int i = 0; i < 10; i++) {
                refuse(decompressor, type, bomb);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - heap).isLessThan(CAP);
            assertThat(directMemory() - direct).isLessThan(3L * CAP + bomb.length * 2L);
        }
    }

    private static void refuse(Decompressor decompressor, CompressionType type, byte[] bomb) {
        assertThatThrownBy(() -> decompressor.decompress(type, ByteBuffer.wrap(bomb)))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("decompressed it has more than the 1048576 bytes allowed");
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void anAnnouncedSizeTakesNoMemory() {
        // a zstd frame that says 60 MiB, then ends: within the cap, but nothing is there
        byte[] zstd = HexFormat.of().parseHex("28b52ffda00000c003" + "010000");
        // an lz4 frame with 4 MiB blocks and a content size of 60 MiB, then ends
        byte[] lz4 = HexFormat.of().parseHex("04224d18687000000000c0030000000000".substring(0, 30));
        try (Decompressor decompressor = new Decompressor(64 * CAP)) {
            for (int i = 0; i < 2; i++) {
                long heap = threads.getCurrentThreadAllocatedBytes();
                long direct = directMemory();
                assertThatThrownBy(() -> decompressor.decompress(CompressionType.ZSTD, ByteBuffer.wrap(zstd)))
                        .isInstanceOf(CorruptRecordException.class);
                assertThatThrownBy(() -> decompressor.decompress(CompressionType.LZ4, ByteBuffer.wrap(lz4)))
                        .isInstanceOf(CorruptRecordException.class);
                assertThat(directMemory() - direct).isLessThan(CAP);
                assertThat(threads.getCurrentThreadAllocatedBytes() - heap).isLessThan(16L * CAP);
            }
        }
    }

    @Test
    void memoryOfOneGiantBatchIsGivenBack() {
        byte[] giant = CompressedBy.streamOf(CompressionType.ZSTD, new byte[32 * CAP]);
        Scratch scratch = new Scratch(64 * CAP);
        ZstdCodec codec = new ZstdCodec();
        scratch.start(giant.length);
        codec.decompress(ByteBuffer.allocateDirect(giant.length).put(giant).flip(), scratch);
        assertThat(scratch.finish().remaining()).isEqualTo(32 * CAP);
        scratch.release();
        assertThatThrownBy(scratch::buffer).isInstanceOf(IllegalStateException.class);
        codec.close();
    }
}
