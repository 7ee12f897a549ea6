package io.myq.consumer;

import io.myq.error.MyqException;
import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordCursor;
import io.myq.internal.compress.Decompressor;
import io.myq.message.BatchInfo;
import io.myq.message.ConsumerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a batch what the application reads: checksum, decompression, records. No state of its own; runs on the thread
 * that reads.
 */
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
     * @return empty for one that compaction emptied
     */
    List<ConsumerMessage> decode(RecordBatch batch, long from) {
        byteCount.add(batch.sizeInBytes());
        Decompressor decompressor = decompressors.borrow();
        try {
            List<ConsumerMessage> messages = messages(batch.info(), batch.records(decompressor), from);
            recordCount.add(messages.size());
            return messages;
        } finally {
            decompressors.giveBack(decompressor);
        }
    }

    /** The same without making anything of it, until the cursor's end. */
    LiveCursor open(RecordBatch batch, long from, LivePartitionConsumer owner) {
        byteCount.add(batch.sizeInBytes());
        Decompressor decompressor = decompressors.borrow();
        RecordCursor records;
        try {
            records = batch.records(decompressor);
        } catch (MyqException e) {
            decompressors.giveBack(decompressor);
            throw e;
        }
        return new LiveCursor(batch, records, from, owner, () -> decompressors.giveBack(decompressor));
    }

    /**
     * The batch itself, copied.
     *
     * @param checked whether its checksum has to fit
     * @return {@code null} for one that compaction emptied
     */
    @Nullable
    RawBatch raw(RecordBatch batch, boolean checked) {
        byteCount.add(batch.sizeInBytes());
        if (checked) {
            batch.checkCrc();
        }
        recordCount.add(batch.count());
        return batch.count() == 0 ? null : new RawBatch(batch.info(), batch.copy());
    }

    /** A cursor has shown so many. */
    void shown(int records) {
        recordCount.add(records);
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
