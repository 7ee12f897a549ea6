package io.myq.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.myq.error.CorruptRecordException;
import io.myq.internal.compress.Compressor;
import io.myq.internal.compress.Decompressor;
import io.myq.message.CompressionType;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is in a fetched batch: its records or a CorruptRecordException that says where and why, nothing else. */
class HostileBatchTest {
    private static final int CAP = 1 << 20;
    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Compressor compressor = new Compressor();
    private final Decompressor decompressor = new Decompressor(CAP);

    @AfterEach
    void close() {
        compressor.close();
        decompressor.close();
    }

    @ParameterizedTest
    @EnumSource
    void aFlippedBitAnywhereUnderTheChecksumIsFound(CompressionType type) {
        byte[] batch = batch(type, 5);
        for (int at = BatchFormat.CRC; at < batch.length; at++) {
            byte[] flipped = batch.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> Row.readHere(ByteBuffer.wrap(flipped), decompressor))
                    .as("byte " + at + ", seed " + seed)
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining("orders-3 at offset 0");
        }
    }

    @Test
    void theChecksumErrorSaysWhereAndWhat() {
        byte[] batch = batch(CompressionType.NONE, 5);
        batch[batch.length - 1] ^= 1;
        assertThatThrownBy(() -> Row.readHere(ByteBuffer.wrap(batch), decompressor))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageMatching("Corrupt record batch in orders-3 at offset 0: "
                        + "its checksum is [0-9a-f]{8}, its bytes give [0-9a-f]{8}");
    }

    @Test
    void aBatchCutOffByTheBrokerIsTheEndAndNotAnError() {
        byte[] whole = batch(CompressionType.NONE, 5);
        ByteBuffer twice =
                ByteBuffer.allocate(2 * whole.length).put(whole).put(whole).flip();
        for (int cut = 0; cut < whole.length; cut++) {
            RecordBatches batches = new RecordBatches(Row.ORDERS, twice.slice(0, whole.length + cut));
            assertThat(batches.next()).isNotNull();
            assertThat(batches.next()).isNull();
            assertThat(batches.remaining()).isEqualTo(cut);
        }
    }

    @Test
    void headersThatLieAreRefusedWithTheReason() {
        assertHeader(b -> b.putInt(BatchFormat.LENGTH, -1), "a batch with a length of -1");
        assertHeader(b -> b.putInt(BatchFormat.LENGTH, 48), "a batch with a length of 48");
        assertHeader(b -> b.put(BatchFormat.MAGIC, (byte) 1), "record format 1; only format 2");
        assertHeader(b -> b.put(BatchFormat.MAGIC, (byte) 9), "record format 9; only format 2");
        assertHeader(b -> b.putShort(BatchFormat.ATTRIBUTES, (short) 6), "compression codec 6 is unknown");
        assertHeader(b -> b.putInt(BatchFormat.LAST_OFFSET_DELTA, -1), "its offsets end at base + -1");
        assertHeader(b -> b.putInt(BatchFormat.COUNT, -1), "it announces -1 records in 5 offsets");
        assertHeader(b -> b.putInt(BatchFormat.COUNT, 6), "it announces 6 records in 5 offsets");
        assertHeader(b -> b.putInt(BatchFormat.COUNT, 4), "bytes are left over after all 4 records");
        assertHeader(
                b -> b.putInt(BatchFormat.COUNT, Integer.MAX_VALUE)
                        .putInt(BatchFormat.LAST_OFFSET_DELTA, Integer.MAX_VALUE),
                "record 6 of 2147483647: it ends in the middle of a number");
        assertHeader(
                b -> b.putInt(BatchFormat.LAST_OFFSET_DELTA, 3).putInt(BatchFormat.COUNT, 4),
                "bytes are left over after all 4 records");
    }

    private void assertHeader(Consumer<ByteBuffer> lie, String reason) {
        ByteBuffer batch = ByteBuffer.wrap(batch(CompressionType.NONE, 5));
        lie.accept(batch);
        assertCorrupt(batch, reason);
    }

    private void assertCorrupt(ByteBuffer batch, String reason) {
        assertThatThrownBy(() -> Row.readHere(withCrc(batch), decompressor))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("orders-3 at offset 0")
                .hasMessageContaining(reason);
    }

    @Test
    void recordsThatLieAreRefusedWithTheReason() {
        assertRecord("fe", "it ends in the middle of a number");
        assertRecord("01" + "000000", "a length of -1, with 3 bytes left");
        assertRecord("feffffff0f" + "000000", "a length of 2147483647, with 3 bytes left");
        assertRecord("0c" + "00" + "00" + "00" + "03" + "01" + "00", "a key length of -2");
        assertRecord("0c" + "00" + "00" + "00" + "7e" + "01" + "00", "a key length of 63, with 2 bytes left");
        assertRecord("0c" + "00" + "00" + "00" + "01" + "03" + "00", "a value length of -2");
        assertRecord("0c" + "00" + "00" + "00" + "01" + "01" + "01", "-1 headers in 0 bytes");
        assertRecord("10" + "00" + "00" + "00" + "01" + "01" + "7e" + "0000", "63 headers in 2 bytes");
        assertRecord("10" + "00" + "00" + "00" + "01" + "01" + "02" + "01" + "00", "a header name length of -1");
        assertRecord("0e" + "00" + "00" + "00" + "01" + "01" + "00" + "ff", "1 bytes are left over in it");
        assertRecord("0c" + "00" + "00" + "01" + "01" + "01" + "00", "an offset of base + -1 after base + -1");
        assertRecord("0c" + "00" + "00" + "02" + "01" + "01" + "00", "an offset of base + 1 after base + -1");
        assertRecord("1e" + "00" + "ffffffffffffffffffff01" + "000101", "a number of more than 10 bytes");
        assertRecord("14" + "00" + "00" + "8080808010" + "010100", "a number of more than 32 bits");
    }

    private void assertRecord(String hex, String reason) {
        byte[] record = HexFormat.of().parseHex(hex);
        ByteBuffer batch = ByteBuffer.allocate(BatchFormat.HEADER_BYTES + record.length);
        batch.put(batch(CompressionType.NONE, 1), 0, BatchFormat.HEADER_BYTES)
                .put(record)
                .flip();
        batch.putInt(BatchFormat.LENGTH, batch.limit() - BatchFormat.LENGTH_END);
        assertCorrupt(batch, reason);
    }

    @Test
    void aBombInABatchNamesItsPartitionAndOffset() {
        RecordBatchBuilder builder = new RecordBatchBuilder(1000);
        builder.tryAppend(1, null, new byte[4 * CAP], List.of(), 8 * CAP);
        ByteBuffer bomb = builder.seal(-1, (short) -1, -1, CompressionType.ZSTD, Compressor.DEFAULT_LEVEL, compressor);
        assertThatThrownBy(() -> Row.readHere(bomb, decompressor))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessage("Corrupt record batch in orders-3 at offset 0: cannot decompress "
                        + (bomb.remaining() - BatchFormat.HEADER_BYTES)
                        + " bytes of ZSTD: decompressed it has more than the 1048576 bytes allowed");
    }

    @ParameterizedTest
    @EnumSource
    void mutationsAreRecordsOrACorruptRecordException(CompressionType type) {
        System.out.println("seed " + seed + " (replay with -Dtest.seed=" + seed + ")");
        byte[] batch = batch(type, 20);
        int corrupt = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] mutated = mutate(batch);
            // half of them get past the checksum
            ByteBuffer hostile = i % 2 == 0 ? ByteBuffer.wrap(mutated) : withCrc(ByteBuffer.wrap(mutated));
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                Row.readHere(hostile, decompressor);
            } catch (CorruptRecordException e) {
                corrupt++;
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(() -> "seed " + seed + ": " + HexFormat.of().formatHex(mutated))
                    .isLessThan(2L * CAP);
        }
        assertThat(corrupt).isGreaterThan(1_000);
    }

    private byte[] mutate(byte[] batch) {
        byte[] mutated = batch.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(4) == 0
                    ? random.nextInt(BatchFormat.HEADER_BYTES + 10)
                    : random.nextInt(mutated.length);
            int length = 1 + random.nextInt(Math.min(4, mutated.length - at));
            byte[] noise = new byte[length];
            if (random.nextBoolean()) {
                random.nextBytes(noise);
            }
            System.arraycopy(noise, 0, mutated, at, length);
        }
        return mutated;
    }

    private byte[] batch(CompressionType type, int records) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1000);
        Random fixed = new Random(3);
        for (Row row : Row.random(fixed, records, 0)) {
            builder.tryAppend(row.timestamp(), row.key(), new byte[60], row.headers(), CAP);
        }
        ByteBuffer sealed = builder.seal(-1, (short) -1, -1, type, Compressor.DEFAULT_LEVEL, compressor);
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        return bytes;
    }

    private static ByteBuffer withCrc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(BatchFormat.ATTRIBUTES));
        return batch.putInt(BatchFormat.CRC, (int) crc.getValue());
    }
}
