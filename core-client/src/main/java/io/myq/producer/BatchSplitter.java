package io.myq.producer;

import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordBatchBuilder;
import io.myq.internal.batch.RecordBatches;
import io.myq.internal.batch.RecordCursor;
import io.myq.internal.compress.Decompressor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** Makes two batches of one that the broker finds too large. Stateless; the batch's owner calls it. */
final class BatchSplitter {

    private BatchSplitter() {}

    /** @param batch sealed, with at least two records; its own waiting flushes wait for the pieces afterwards */
    static List<ProducerBatch> halve(ProducerBatch batch, BufferMemory memory, BatchArrays arrays) {
        ByteBuffer bytes = Objects.requireNonNull(batch.sealed, "only what was sent can be too large");
        RecordBatch records = Objects.requireNonNull(new RecordBatches(batch.topicPartition, bytes).next());
        try (Decompressor decompressor = new Decompressor(Decompressor.DEFAULT_MAX_BYTES)) {
            RecordCursor cursor = records.records(decompressor);
            int half = batch.count() / 2;
            ProducerBatch first = piece(batch, cursor, 0, half, memory, arrays);
            ProducerBatch second = piece(batch, cursor, half, batch.count(), memory, arrays);
            batch.moveFlushes(second);
            return List.of(first, second);
        }
    }

    private static ProducerBatch piece(
            ProducerBatch batch, RecordCursor cursor, int from, int to, BufferMemory memory, BatchArrays arrays) {
        RecordBatchBuilder records = new RecordBatchBuilder(cursor.array().length / 2);
        ProducerBatch piece = new ProducerBatch(batch.topicPartition, batch.createdNanos, records, memory, arrays);
        for (int i = from; i < to && cursor.next(); i++) {
            records.tryAppend(cursor.timestamp(), cursor.key(), cursor.value(), cursor.headers(), Integer.MAX_VALUE);
            piece.remember(batch.callback(i), cursor.timestamp());
        }
        memory.force(records.capacity());
        piece.charge(records.capacity());
        return piece;
    }
}
