package io.myq.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.internal.compress.Compressor;
import io.myq.internal.compress.Decompressor;
import io.myq.message.CompressionType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written here kafka-clients reads, and the reverse: all codecs, random records, field by field. */
class RecordBatchDifferentialTest {
    private static final int ROUNDS = 60;
    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Compressor compressor = new Compressor();
    private final Decompressor decompressor = new Decompressor(Decompressor.DEFAULT_MAX_BYTES);

    @BeforeEach
    void printSeed() {
        System.out.println("seed " + seed + " (replay with -Dtest.seed=" + seed + ")");
    }

    @AfterEach
    void close() {
        compressor.close();
        decompressor.close();
    }

    @ParameterizedTest
    @EnumSource
    void kafkaClientsReadsWhatIsWrittenHere(CompressionType type) {
        for (int i = 0; i < ROUNDS; i++) {
            List<Row> rows = Row.random(random, 1 + random.nextInt(200), 0);
            ByteBuffer sealed = builder(rows).seal(77, (short) 5, 1234, type, level(type), compressor);

            assertThat(Row.readByKafkaClients(sealed.duplicate())).isEqualTo(rows);
            RecordBatch batch =
                    MemoryRecords.readableRecords(sealed).batchIterator().next();
            assertThat(batch.sizeInBytes()).isEqualTo(sealed.remaining());
            assertThat(batch.magic()).isEqualTo((byte) 2);
            assertThat(batch.producerId()).isEqualTo(77);
            assertThat(batch.producerEpoch()).isEqualTo((short) 5);
            assertThat(batch.baseSequence()).isEqualTo(1234);
            assertThat(batch.lastSequence()).isEqualTo(1234 + rows.size() - 1);
            assertThat(batch.countOrNull()).isEqualTo(rows.size());
            assertThat(batch.lastOffset()).isEqualTo(rows.size() - 1);
            assertThat(batch.partitionLeaderEpoch()).isEqualTo(-1);
            assertThat(batch.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
            assertThat(batch.maxTimestamp())
                    .isEqualTo(rows.stream().mapToLong(Row::timestamp).max().orElseThrow());
            assertThat(batch.isTransactional() || batch.isControlBatch()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void kafkaClientsSeesThatABatchIsTransactional(CompressionType type) {
        RecordBatchBuilder builder = builder(Row.random(random, 50, 0));
        builder.markTransactional();
        ByteBuffer sealed = builder.seal(77, (short) 5, 1234, type, level(type), compressor);

        RecordBatch batch =
                MemoryRecords.readableRecords(sealed).batchIterator().next();
        batch.ensureValid();
        assertThat(batch.isTransactional()).isTrue();
        assertThat(batch.isControlBatch()).isFalse();
        assertThat(batch.countOrNull()).isEqualTo(50);
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatIsWrittenHere(CompressionType type) {
        for (int i = 0; i < ROUNDS; i++) {
            List<Row> rows = Row.random(random, 1 + random.nextInt(200), 0);
            ByteBuffer sealed = builder(rows).seal(-1, (short) -1, -1, type, Compressor.DEFAULT_LEVEL, compressor);
            assertThat(Row.readHere(i % 2 == 0 ? sealed : direct(sealed), decompressor))
                    .isEqualTo(rows);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatKafkaClientsWrites(CompressionType type) {
        for (int i = 0; i < ROUNDS; i++) {
            List<Row> rows = withGaps(Row.random(random, 1 + random.nextInt(200), random.nextInt(1_000_000)));
            MemoryRecordsBuilder builder = MemoryRecords.builder(
                    ByteBuffer.allocate(1024),
                    RecordBatch.CURRENT_MAGIC_VALUE,
                    kafkaCodec(type),
                    TimestampType.CREATE_TIME,
                    rows.get(0).offset(),
                    RecordBatch.NO_TIMESTAMP,
                    9,
                    (short) 2,
                    40,
                    true,
                    7);
            rows.forEach(
                    r -> builder.appendWithOffset(r.offset(), r.timestamp(), r.key(), r.value(), r.kafkaHeaders()));
            ByteBuffer bytes = builder.build().buffer();

            assertThat(Row.readHere(i % 2 == 0 ? bytes : direct(bytes), decompressor))
                    .isEqualTo(rows);
            var batch = new RecordBatches(Row.ORDERS, bytes).next();
            assertThat(batch).isNotNull();
            assertThat(batch.compression()).isEqualTo(type);
            assertThat(batch.baseOffset()).isEqualTo(rows.get(0).offset());
            assertThat(batch.lastOffset()).isEqualTo(rows.get(rows.size() - 1).offset());
            assertThat(batch.producerId()).isEqualTo(9);
            assertThat(batch.producerEpoch()).isEqualTo((short) 2);
            assertThat(batch.baseSequence()).isEqualTo(40);
            assertThat(batch.partitionLeaderEpoch()).isEqualTo(7);
            assertThat(batch.isTransactional()).isTrue();
            assertThat(batch.isControl()).isFalse();
        }
    }

    @Test
    void logAppendTimeStandsForEveryTimestamp() {
        List<Row> rows = Row.random(random, 20, 50);
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1024),
                RecordBatch.CURRENT_MAGIC_VALUE,
                Compression.NONE,
                TimestampType.LOG_APPEND_TIME,
                50,
                1_800_000_000_000L);
        rows.forEach(r -> builder.append(r.timestamp(), r.key(), r.value(), r.kafkaHeaders()));

        assertThat(Row.readHere(builder.build().buffer(), decompressor))
                .hasSize(20)
                .allSatisfy(row -> assertThat(row.timestamp()).isEqualTo(1_800_000_000_000L));
    }

    @Test
    void whatCompactionLeftEmptyIsSteppedOver() {
        ByteBuffer empty = ByteBuffer.allocate(61);
        DefaultRecordBatch.writeEmptyHeader(
                empty, (byte) 2, 5, (short) 0, 3, 100, 119, 4, TimestampType.CREATE_TIME, 1, false, false);
        ByteBuffer after = builder(Row.random(random, 3, 0))
                .seal(-1, (short) -1, -1, CompressionType.NONE, Compressor.DEFAULT_LEVEL, compressor);
        ByteBuffer both = ByteBuffer.allocate(2000 + after.remaining())
                .put(empty.flip())
                .put(after)
                .flip();

        RecordBatches batches = new RecordBatches(Row.ORDERS, both);
        var batch = batches.next();
        assertThat(batch).isNotNull();
        assertThat(batch.count()).isZero();
        assertThat(batch.lastOffset()).isEqualTo(119);
        assertThat(batch.records(decompressor).next()).isFalse();
        assertThat(batches.next()).isNotNull();
        assertThat(batches.next()).isNull();
    }

    private int level(CompressionType type) {
        return switch (type) {
            case GZIP -> List.of(Compressor.DEFAULT_LEVEL, 1, 9).get(random.nextInt(3));
            case LZ4 -> List.of(Compressor.DEFAULT_LEVEL, 1, 12).get(random.nextInt(3));
            case ZSTD -> List.of(Compressor.DEFAULT_LEVEL, -5, 12).get(random.nextInt(3));
            default -> Compressor.DEFAULT_LEVEL;
        };
    }

    private static Compression kafkaCodec(CompressionType type) {
        return switch (type) {
            case NONE -> Compression.NONE;
            case GZIP -> Compression.gzip().build();
            case SNAPPY -> Compression.snappy().build();
            case LZ4 -> Compression.lz4().build();
            case ZSTD -> Compression.zstd().build();
        };
    }

    /** As after compaction. */
    private List<Row> withGaps(List<Row> rows) {
        List<Row> kept = new ArrayList<>(rows);
        if (random.nextBoolean()) {
            kept.removeIf(row -> row.offset() > rows.get(0).offset() && random.nextBoolean());
        }
        return kept;
    }

    private static RecordBatchBuilder builder(List<Row> rows) {
        RecordBatchBuilder builder = new RecordBatchBuilder(100);
        rows.forEach(
                r -> assertThat(builder.tryAppend(r.timestamp(), r.key(), r.value(), r.headers(), Integer.MAX_VALUE))
                        .isTrue());
        return builder;
    }

    private static ByteBuffer direct(ByteBuffer bytes) {
        return ByteBuffer.allocateDirect(bytes.remaining())
                .put(bytes.duplicate())
                .flip();
    }
}
