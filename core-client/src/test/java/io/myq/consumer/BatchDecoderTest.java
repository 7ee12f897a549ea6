package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordBatches;
import io.myq.internal.compress.Decompressor;
import io.myq.message.CompressionType;
import io.myq.message.ConsumerMessage;
import io.myq.message.Header;
import io.myq.message.TopicPartition;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages of batches that Kafka's own classes wrote: what is in them, and what they take of the heap. */
class BatchDecoderTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 3);
    private static final int RECORDS = 10_000;
    private static final int VALUE_BYTES = 104;

    private final LongAdder records = new LongAdder();
    private final BatchDecoder decoder =
            new BatchDecoder(records, new LongAdder(), new Decompressors(Decompressor.DEFAULT_MAX_BYTES));
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void aRecordTakes64BytesAtMostBesideItsPayload(CompressionType codec) {
        RecordBatch batch = batch(codec, null, 1000);
        decoder.decode(batch, 0);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        List<ConsumerMessage> messages = decoder.decode(batch, 0);
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(messages).hasSize(RECORDS);
        assertThat((double) bytes / RECORDS).isLessThanOrEqualTo(VALUE_BYTES + 64);
    }

    @Test
    void headersAreThereWhenSomebodyAsks() {
        var headers = new org.apache.kafka.common.header.Header[] {
            new RecordHeader("a", new byte[] {1}), new RecordHeader("", null), new RecordHeader("a", new byte[300])
        };
        RecordBatch batch = of(MemoryRecords.withRecords(
                Compression.NONE,
                new SimpleRecord(7, new byte[] {1}, null, headers),
                new SimpleRecord(Long.MAX_VALUE / 2, null, new byte[0], headers),
                new SimpleRecord(8, null, new byte[70_000])));
        List<ConsumerMessage> messages = decoder.decode(batch, 0);
        List<Header> expected =
                List.of(new Header("a", new byte[] {1}), new Header("", null), new Header("a", new byte[300]));
        assertThat(messages)
                .containsExactly(
                        new ConsumerMessage("orders", 3, 0, 7, new byte[] {1}, null, expected),
                        new ConsumerMessage("orders", 3, 1, Long.MAX_VALUE / 2, null, new byte[0], expected),
                        new ConsumerMessage("orders", 3, 2, 8, null, new byte[70_000], List.of()));
        assertThat(messages.get(0).header("a")).isEqualTo(new Header("a", new byte[300]));
    }

    @Test
    void aMessageSharesNothingWithTheFetchedBytes() {
        ByteBuffer bytes = records(CompressionType.NONE, new byte[] {7}, 3);
        ConsumerMessage message = decoder.decode(next(bytes), 0).get(1);
        Arrays.fill(bytes.array(), (byte) -1);
        assertThat(message.key()).containsExactly(7);
        assertThat(message.value()).hasSize(VALUE_BYTES).containsOnly(1);
        assertThat(message.offset()).isEqualTo(1);
    }

    @Test
    void recordsBeforeTheOffsetAreLeftOut() {
        assertThat(decoder.decode(batch(CompressionType.NONE, null, 5), RECORDS - 2))
                .extracting(ConsumerMessage::offset)
                .containsExactly(RECORDS - 2L, RECORDS - 1L);
        assertThat(records.sum()).isEqualTo(2);
    }

    private static RecordBatch batch(CompressionType codec, byte @Nullable [] key, int timestamps) {
        return next(records(codec, key, RECORDS, timestamps));
    }

    private static ByteBuffer records(CompressionType codec, byte @Nullable [] key, int count) {
        return records(codec, key, count, 1);
    }

    private static ByteBuffer records(CompressionType codec, byte @Nullable [] key, int count, int timestamps) {
        SimpleRecord[] all = new SimpleRecord[count];
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[VALUE_BYTES];
            Arrays.fill(value, (byte) i);
            all[i] = new SimpleRecord(1_000_000_000_000L + i % timestamps, key, value);
        }
        var type = org.apache.kafka.common.record.internal.CompressionType.forName(
                codec.name().toLowerCase(Locale.ROOT));
        return MemoryRecords.withRecords(Compression.of(type).build(), all).buffer();
    }

    private static RecordBatch of(MemoryRecords records) {
        return next(records.buffer());
    }

    private static RecordBatch next(ByteBuffer records) {
        return Objects.requireNonNull(new RecordBatches(ORDERS, records).next());
    }
}
