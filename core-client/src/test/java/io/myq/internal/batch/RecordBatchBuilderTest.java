package io.myq.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.internal.compress.Compressor;
import io.myq.internal.compress.Decompressor;
import io.myq.message.CompressionType;
import io.myq.message.Header;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordBatchBuilderTest {
    private static final byte[] VALUE = "a value that repeats, a value that repeats, a value that repeats".getBytes();
    private final Compressor compressor = new Compressor();

    @AfterEach
    void close() {
        compressor.close();
    }

    @Test
    void refusesExactlyWhatWouldPassTheLimit() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Row row = Row.random(random, 1, 0).get(0);
            RecordBatchBuilder measured = new RecordBatchBuilder(16);
            append(measured, row, Integer.MAX_VALUE);
            int exact = measured.sizeInBytes();

            assertThat(append(new RecordBatchBuilder(16), row, exact)).isTrue();
            RecordBatchBuilder refused = new RecordBatchBuilder(16);
            assertThat(append(refused, row, exact - 1)).isFalse();
            assertThat(refused.count()).isZero();
            assertThat(refused.sizeInBytes()).isEqualTo(RecordBatchBuilder.HEADER_BYTES);
            assertThat(RecordBatchBuilder.maxRecordBytes(row.key(), row.value(), row.headers()))
                    .isGreaterThanOrEqualTo(exact - RecordBatchBuilder.HEADER_BYTES);
        }
    }

    private static boolean append(RecordBatchBuilder builder, Row row, int maxBytes) {
        return builder.tryAppend(row.timestamp(), row.key(), row.value(), row.headers(), maxBytes);
    }

    @Test
    void sealsAgainForARetryWithoutTouchingTheRecords() {
        RecordBatchBuilder builder = new RecordBatchBuilder(1000);
        for (int i = 0; i < 50; i++) {
            builder.tryAppend(i, null, VALUE, List.of(), 1 << 20);
        }
        byte[] first = copy(builder.seal(1, (short) 0, 0, CompressionType.ZSTD, Compressor.DEFAULT_LEVEL, compressor));
        byte[] second =
                copy(builder.seal(2, (short) 3, 90, CompressionType.ZSTD, Compressor.DEFAULT_LEVEL, compressor));

        RecordBatch batch = MemoryRecords.readableRecords(ByteBuffer.wrap(second))
                .batchIterator()
                .next();
        batch.ensureValid();
        assertThat(batch.producerId()).isEqualTo(2);
        assertThat(batch.producerEpoch()).isEqualTo((short) 3);
        assertThat(batch.baseSequence()).isEqualTo(90);
        assertThat(ByteBuffer.wrap(second, 61, second.length - 61))
                .isEqualTo(ByteBuffer.wrap(first, 61, first.length - 61));
    }

    @Test
    void recordsOfASealedBatchCanBeReadAgainToSplitIt() {
        RecordBatchBuilder builder = new RecordBatchBuilder(1000);
        Header header = Header.of("h", "1");
        for (int i = 0; i < 50; i++) {
            builder.tryAppend(100 - i, null, VALUE, List.of(header, header), 1 << 20);
        }
        ByteBuffer sealed = builder.seal(1, (short) 0, 0, CompressionType.LZ4, Compressor.DEFAULT_LEVEL, compressor);
        assertThat(sealed.remaining()).isEqualTo(builder.sizeInBytes()).isLessThan(50 * VALUE.length);

        try (Decompressor decompressor = new Decompressor(1 << 20)) {
            assertThat(Row.readHere(sealed, decompressor))
                    .hasSize(50)
                    .allSatisfy(row -> assertThat(row.headers()).hasSize(2))
                    .element(49)
                    .satisfies(row -> assertThat(row.timestamp()).isEqualTo(51));
        }
    }

    @Test
    void whatDoesNotShrinkIsSentUncompressed() {
        byte[] noise = new byte[5000];
        new Random(7).nextBytes(noise);
        for (CompressionType type : CompressionType.values()) {
            RecordBatchBuilder builder = new RecordBatchBuilder(16);
            builder.tryAppend(1, null, noise, List.of(), 1 << 20);
            ByteBuffer sealed = builder.seal(-1, (short) -1, -1, type, Compressor.DEFAULT_LEVEL, compressor);
            assertThat(new RecordBatches(Row.ORDERS, sealed).next())
                    .satisfies(batch -> assertThat(batch.compression()).isEqualTo(CompressionType.NONE));
        }
    }

    @Test
    void aSealedBatchTakesNoMoreAndAnEmptyOneIsNotSealed() {
        RecordBatchBuilder builder = new RecordBatchBuilder(16);
        assertThatThrownBy(() -> builder.seal(-1, (short) -1, -1, CompressionType.NONE, 0, compressor))
                .isInstanceOf(IllegalStateException.class);
        builder.tryAppend(1, null, VALUE, List.of(), 1000);
        builder.seal(-1, (short) -1, -1, CompressionType.NONE, 0, compressor);
        assertThatThrownBy(() -> builder.tryAppend(1, null, VALUE, List.of(), 1000))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void varintsHaveTheSizeAndBytesOfKafkaClients() {
        for (int bits = 0; bits < 64; bits++) {
            for (long near = -1; near <= 1; near++) {
                for (long value : new long[] {(1L << bits) + near, -(1L << bits) + near}) {
                    ByteBuffer expected = ByteBuffer.allocate(10);
                    ByteUtils.writeVarlong(value, expected);
                    byte[] bytes = new byte[10];
                    assertThat(Varints.write(value, bytes, 0)).isEqualTo(expected.position());
                    assertThat(bytes).isEqualTo(expected.array());
                    assertThat(Varints.size(value)).isEqualTo(expected.position());
                    assertThat(Varints.size((int) value)).isEqualTo(ByteUtils.sizeOfVarint((int) value));
                }
            }
        }
    }

    @Test
    void headerNamesAreEncodedLikeTheJdkDoes() {
        for (String text : List.of("", "plain", "größe", "語", "\uD83D\uDE00", "\uD83D", "x\uDE00y", "\uDE00\uD83D")) {
            byte[] bytes = new byte[20];
            int end = Utf8.write(text, bytes, 0);
            assertThat(java.util.Arrays.copyOf(bytes, end))
                    .isEqualTo(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(Utf8.size(text)).isEqualTo(end);
        }
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
