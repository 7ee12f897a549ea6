package io.myq.consumer;

import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordCursor;
import io.myq.internal.compress.Decompressor;
import io.myq.message.BatchInfo;
import io.myq.message.ConsumerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Makes messages of a batch: checksum, decompression, records. No state of its own; runs on the thread that polls. */
final class BatchDecoder {

    private final LongAdder recordCount;
    private final LongAdder byteCount;
    private final Decompressors decompressors;

    BatchDecoder(LongAdder recordCount, LongAdder byteCount, Decompressors decompressors) {
        this.recordCount = recordCount;
        this.byteCount = byteCount;
        this.decompressors = decompressors;
    }

    /**
     * @param from records before this offset are left out
     * @return empty for a control batch, and for one that compaction emptied
     */
    List<ConsumerMessage> decode(RecordBatch batch, long from) {
        byteCount.add(batch.sizeInBytes());
        if (batch.isControl()) {
            return List.of();
        }
        Decompressor decompressor = decompressors.borrow();
        try {
            List<ConsumerMessage> messages = messages(batch.info(), batch.records(decompressor), from);
            recordCount.add(messages.size());
            return messages;
        } finally {
            decompressors.giveBack(decompressor);
        }
    }

    private static List<ConsumerMessage> messages(BatchInfo batch, RecordCursor cursor, long from) {
        List<ConsumerMessage> messages = new ArrayList<>(cursor.mostRecords());
        while (cursor.next()) {
            if (cursor.offset() >= from) {
                messages.add(new ConsumerMessage(
                        batch, cursor.offset(), cursor.timestamp(), cursor.key(), cursor.value(), cursor.headers()));
            }
        }
        return messages;
    }
}
