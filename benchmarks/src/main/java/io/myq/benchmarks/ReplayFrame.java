package io.myq.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Encodes a Produce request of version 8, whole with its length: one batch for each of some partitions. Stateless. */
final class ReplayFrame {

    private static final short PRODUCE = 0;
    private static final short VERSION = 8;
    private static final int TIMEOUT_MILLIS = 10_000;

    private ReplayFrame() {}

    static ByteBuffer encode(Workload workload, String topic, int partitions, int recordsPerBatch) {
        ByteBuffer batch = batch(workload, recordsPerBatch);
        byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(64 + name.length + partitions * (8 + batch.remaining()));
        frame.putInt(0).putShort(PRODUCE).putShort(VERSION).putInt(0);
        // no client id, no transaction, all replicas
        frame.putShort((short) -1).putShort((short) -1).putShort((short) -1).putInt(TIMEOUT_MILLIS);
        frame.putInt(1).putShort((short) name.length).put(name).putInt(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            frame.putInt(partition).putInt(batch.remaining()).put(batch.duplicate());
        }
        frame.flip();
        return frame.putInt(0, frame.limit() - Integer.BYTES);
    }

    /** One batch; all that are made of the same workload are equal but for the time. */
    static ByteBuffer batch(Workload workload, int records) {
        Payload payload = new Payload(workload.valueBytes());
        SimpleRecord[] all = new SimpleRecord[records];
        long now = System.currentTimeMillis();
        for (int i = 0; i < records; i++) {
            all[i] = new SimpleRecord(now, payload.value(i));
        }
        CompressionType type =
                CompressionType.forName(workload.compression().name().toLowerCase(Locale.ROOT));
        return MemoryRecords.withRecords(Compression.of(type).build(), all).buffer();
    }
}
