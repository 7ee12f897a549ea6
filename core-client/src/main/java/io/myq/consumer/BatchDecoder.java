package io.myq.consumer;

import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordCursor;
import io.myq.internal.compress.Decompressor;
import io.myq.message.ConsumerMessage;
import java.util.ArrayList;
import java.util.List;

/** Makes messages of a batch: checksum, decompression, records. No state of its own; runs on the thread that polls. */
final class BatchDecoder {

    /** An announced count is not yet a record. */
    private static final int MAX_INITIAL_CAPACITY = 16_384;

    private final FetchContext context;
    private final Decompressors decompressors;

    BatchDecoder(FetchContext context, Decompressors decompressors) {
        this.context = context;
        this.decompressors = decompressors;
    }

    /**
     * @param from records before this offset are left out
     * @return empty for a control batch, and for one that compaction emptied
     */
    List<ConsumerMessage> decode(RecordBatch batch, long from) {
        context.byteCount().add(batch.sizeInBytes());
        if (batch.isControl()) {
            return List.of();
        }
        RecordCursor cursor = open(batch);
        String topic = batch.partition().topic();
        int partition = batch.partition().partition();
        List<ConsumerMessage> messages = new ArrayList<>(Math.min(batch.count(), MAX_INITIAL_CAPACITY));
        while (cursor.next()) {
            if (cursor.offset() >= from) {
                messages.add(new ConsumerMessage(
                        topic,
                        partition,
                        cursor.offset(),
                        cursor.timestamp(),
                        cursor.key(),
                        cursor.value(),
                        cursor.headers()));
            }
        }
        context.recordCount().add(messages.size());
        return messages;
    }

    private RecordCursor open(RecordBatch batch) {
        Decompressor decompressor = decompressors.borrow();
        try {
            return batch.records(decompressor);
        } finally {
            decompressors.giveBack(decompressor);
        }
    }
}
