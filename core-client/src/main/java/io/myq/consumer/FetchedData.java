package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.CorruptRecordException;
import io.myq.error.ErrorCode;
import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordBatches;
import io.myq.internal.protocol.FetchResponse.PartitionData;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a fetch brought for one partition: walks over the headers of its batches to know where to fetch next, and
 * hands the rest over unread. Owned by the loop.
 */
final class FetchedData {

    private final FetchContext context;
    private final Fetches fetches;

    FetchedData(FetchContext context, Fetches fetches) {
        this.context = context;
        this.fetches = fetches;
    }

    void accept(LeaderFetcher fetcher, PartitionFetch partition, PartitionData data) {
        ErrorCode error = ErrorCode.of(data.errorCode());
        if (error != ErrorCode.NONE) {
            fetches.onError(
                    partition,
                    new BrokerException(
                            error,
                            "Cannot fetch " + partition.partition + " at offset " + partition.offset + ": "
                                    + context.nameOf(fetcher.broker()) + " answered " + error));
            return;
        }
        partition.failures = 0;
        partition.consumer.highWaterMark(data.highWatermark());
        ByteBuffer records = data.records();
        if (records != null && records.hasRemaining()) {
            read(fetcher, partition, records, AbortedTransactions.of(data.abortedTransactions()));
        }
    }

    private void read(
            LeaderFetcher fetcher, PartitionFetch partition, ByteBuffer records, AbortedTransactions aborted) {
        RecordBatches batches = new RecordBatches(partition.partition, records);
        long next = -1;
        int complete = 0;
        CorruptRecordException corrupt = null;
        try {
            for (RecordBatch batch = batches.next(); batch != null; batch = batches.next()) {
                next = batch.lastOffset() + 1;
                complete = records.remaining() - batches.remaining();
            }
        } catch (CorruptRecordException e) {
            corrupt = e;
        }
        if (next > partition.offset) {
            ByteBuffer whole = unshared(records.slice(records.position(), complete));
            handOver(fetcher, partition, new FetchedRecords(whole, partition.offset, next, aborted));
        } else {
            onNoProgress(fetcher, partition, complete, corrupt);
        }
    }

    private static void handOver(LeaderFetcher fetcher, PartitionFetch partition, FetchedRecords records) {
        boolean more = partition.consumer.add(records);
        partition.offset = records.nextOffset();
        partition.corruptOffset = -1;
        partition.grownBytes = 0;
        fetcher.setFull(partition, !more);
        fetcher.refresh(partition);
    }

    /** A small piece is copied out of a large answer, so that it does not keep all of it in memory. */
    private static ByteBuffer unshared(ByteBuffer records) {
        if (!records.hasArray() || records.array().length / 8 <= records.remaining()) {
            return records;
        }
        byte[] copy = new byte[records.remaining()];
        records.get(copy);
        return ByteBuffer.wrap(copy);
    }

    private void onNoProgress(
            LeaderFetcher fetcher, PartitionFetch partition, int complete, @Nullable CorruptRecordException corrupt) {
        long asked = Math.max(partition.grownBytes, context.budget().fetchBytes());
        if (complete == 0 && corrupt == null && asked < Integer.MAX_VALUE) {
            // only the beginning of a batch: more is asked for, however large it is
            partition.grownBytes = (int) Math.min(Integer.MAX_VALUE, 2 * asked);
            fetcher.refresh(partition);
            return;
        }
        CorruptRecordException cause = corrupt != null
                ? corrupt
                : new CorruptRecordException("Corrupt records in " + partition.partition + ": asked for offset "
                        + partition.offset + ", " + context.nameOf(fetcher.broker()) + " sent " + complete
                        + " bytes of batches that end before it");
        if (partition.corruptOffset == partition.offset) {
            fetches.fail(partition, cause);
        } else {
            partition.corruptOffset = partition.offset;
            fetches.onError(partition, cause);
        }
    }
}
