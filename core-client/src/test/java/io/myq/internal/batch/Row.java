package io.myq.internal.batch;

import io.myq.internal.compress.Decompressor;
import io.myq.message.Header;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.jspecify.annotations.Nullable;

/** Everything a record says, comparable with what another implementation read. */
record Row(long offset, long timestamp, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
    static final TopicPartition ORDERS = new TopicPartition("orders", 3);

    static List<Row> random(Random random, int count, long firstOffset) {
        List<Row> rows = new ArrayList<>();
        long timestamp = random.nextInt(10) == 0 ? 0 : 1_700_000_000_000L;
        for (int i = 0; i < count; i++) {
            timestamp = Math.max(0, timestamp + random.nextInt(2_000_000) - 1_000_000);
            List<Header> headers = new ArrayList<>();
            for (int h = random.nextInt(3) == 0 ? random.nextInt(5) : 0; h > 0; h--) {
                headers.add(new Header(
                        List.of("trace", "trace", "", "größe-語-\uD83D\uDE00").get(random.nextInt(4)), bytes(random)));
            }
            rows.add(new Row(firstOffset + i, timestamp, bytes(random), bytes(random), headers));
        }
        return rows;
    }

    /** Null, empty, short or long; repetitive or noise. */
    private static byte @Nullable [] bytes(Random random) {
        int kind = random.nextInt(8);
        if (kind < 2) {
            return kind == 0 ? null : new byte[0];
        }
        byte[] bytes = new byte[kind == 7 ? random.nextInt(20_000) : random.nextInt(150)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    org.apache.kafka.common.header.Header[] kafkaHeaders() {
        return headers.stream()
                .map(h -> new RecordHeader(h.key(), h.value()))
                .toArray(org.apache.kafka.common.header.Header[]::new);
    }

    static List<Row> readByKafkaClients(ByteBuffer batches) {
        List<Row> rows = new ArrayList<>();
        MemoryRecords.readableRecords(batches).batches().forEach(batch -> {
            batch.ensureValid();
            for (Record record : batch) {
                record.ensureValid();
                List<Header> headers = Stream.of(record.headers())
                        .map(h -> new Header(h.key(), h.value()))
                        .toList();
                rows.add(new Row(
                        record.offset(), record.timestamp(), copy(record.key()), copy(record.value()), headers));
            }
        });
        return rows;
    }

    private static byte @Nullable [] copy(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static List<Row> readHere(ByteBuffer batches, Decompressor decompressor) {
        List<Row> rows = new ArrayList<>();
        RecordBatches all = new RecordBatches(ORDERS, batches);
        for (RecordBatch batch = all.next(); batch != null; batch = all.next()) {
            RecordCursor cursor = batch.records(decompressor);
            while (cursor.next()) {
                rows.add(new Row(cursor.offset(), cursor.timestamp(), cursor.key(), cursor.value(), cursor.headers()));
            }
        }
        return rows;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && toString().equals(row.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(offset + " @" + timestamp + " " + hex(key) + "=" + hex(value));
        headers.forEach(h -> text.append(' ')
                .append(hex(h.key().getBytes(StandardCharsets.UTF_8)))
                .append(':')
                .append(hex(h.value())));
        return text.toString();
    }

    private static String hex(byte @Nullable [] bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
    }
}
