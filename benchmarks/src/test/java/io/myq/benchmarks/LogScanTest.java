package io.myq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted in the broker's log. */
class LogScanTest {

    private static final int BYTES = 100;

    @Test
    void countsBatchesOfAllPartitionsFromAnOffsetOn(@TempDir Path data) throws IOException {
        write(data.resolve("t-0"), batch(0, 1), batch(1, 7), batch(8, 3));
        write(data.resolve("t-1"), batch(0, 1), batch(1, 2));
        write(data.resolve("t-2"), batch(0, 1));
        write(data.resolve("t-before-0"), batch(0, 50));

        LogScan all = LogScan.of(data, "t", 0);
        assertThat(all.batches()).isEqualTo(6);
        assertThat(all.recordsPerBatch()).isEqualTo(15.0 / 6);
        assertThat(all.bytesPerRecord()).isEqualTo(600.0 / 15);

        LogScan later = LogScan.of(data, "t", 1);
        assertThat(later.batches()).isEqualTo(3);
        assertThat(later.recordsPerBatch()).isEqualTo(4);
        assertThat(later.bytesPerRecord()).isEqualTo(25);
    }

    /** As much of a batch's header as is read: base offset, length of the rest, number of records. */
    private static byte[] batch(long baseOffset, int records) {
        return ByteBuffer.allocate(BYTES)
                .putLong(0, baseOffset)
                .putInt(8, BYTES - 12)
                .putInt(57, records)
                .array();
    }

    private static void write(Path partition, byte[]... batches) throws IOException {
        Files.createDirectories(partition);
        ByteBuffer log = ByteBuffer.allocate(BYTES * batches.length);
        for (byte[] batch : batches) {
            log.put(batch);
        }
        Files.write(partition.resolve("00000000000000000000.log"), log.array());
    }
}
