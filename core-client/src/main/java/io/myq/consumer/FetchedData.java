package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.CorruptRecordException;
import io.myq.error.ErrorCode;
import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordBatches;
import io.myq.internal.network.FrameLease;
import io.myq.internal.protocol.FetchResponse.PartitionData;
import java.nio.ByteBuffer;

/**
 * Takes what a fetch brought for one partition: walks over the headers of its batches to know where to fetch next, and
 * hands the rest over unread. Owned by the loop.
 */
final class FetchedData {

    /** A piece keeps no more than so many times its size in memory. */
    private static final int MOST_SHARES = 12;

    private final FetchContext context;
    private final Fetches fetches;
    private final NoProgress noProgress;

    FetchedData(FetchContext context, Fetches fetches) {
        this.context = context;
        this.fetches = fetches;
        this.noProgress = new NoProgress(context, fetches);
    }

    void accept(LeaderFetcher fetcher, PartitionFetch partition, PartitionData data) {
        ErrorCode error = ErrorCode.of(data.errorCode());
        boolean diverges = data.divergingEpoch().endOffset() >= 0;
        ReadReplicas replicas = fetches.replicas();
        if (replicas.isReplica(partition, fetcher.broker()) && (error != ErrorCode.NONE || diverges)) {
            replicas.leave(
                    partition, context.nameOf(fetcher.broker()) + " answered " + (diverges ? "a divergence" : error));
        } else if (error != ErrorCode.NONE) {
            fetches.onError(partition, refusal(fetcher, partition, error));
        } else if (diverges) {
            fetches.onDivergence(partition, data.divergingEpoch().endOffset());
        } else if (data.preferredReadReplica() >= 0 && data.preferredReadReplica() != fetcher.broker()) {
            replicas.follow(partition, data.preferredReadReplica());
        } else {
            read(fetcher, partition, data);
        }
    }

    private BrokerException refusal(LeaderFetcher fetcher, PartitionFetch partition, ErrorCode error) {
        return new BrokerException(
                error,
                "Cannot fetch " + partition.partition + " at offset " + partition.offset + ": "
                        + context.nameOf(fetcher.broker()) + " answered " + error);
    }

    private void read(LeaderFetcher fetcher, PartitionFetch partition, PartitionData data) {
        partition.failures = 0;
        partition.consumer.ends(data.highWatermark(), data.lastStableOffset());
        ByteBuffer records = data.records();
        if (records != null && records.hasRemaining()) {
            walk(fetcher, partition, records, AbortedTransactions.of(data.abortedTransactions()));
        }
    }

    private void walk(
            LeaderFetcher fetcher, PartitionFetch partition, ByteBuffer records, AbortedTransactions aborted) {
        RecordBatches batches = new RecordBatches(partition.partition, records);
        RecordBatch last = null;
        int complete = 0;
        CorruptRecordException corrupt = null;
        try {
            for (RecordBatch batch = batches.next(); batch != null; batch = batches.next()) {
                last = batch;
                complete = records.remaining() - batches.remaining();
            }
        } catch (CorruptRecordException e) {
            corrupt = e;
        }
        if (last != null && last.lastOffset() >= partition.offset) {
            ByteBuffer fetched = records.slice(records.position(), complete);
            ByteBuffer whole = unshared(fetched);
            FrameLease lease = whole == fetched ? retained() : FrameLease.NONE;
            // also where compaction has removed the last record: the batch says how far it reached
            long next = last.lastOffset() + 1;
            handOver(
                    fetcher,
                    partition,
                    new FetchedRecords(whole, partition.offset, next, partition.generation, aborted, lease, null),
                    last.partitionLeaderEpoch());
        } else {
            noProgress.on(fetcher, partition, records, complete, corrupt);
        }
    }

    private static void handOver(
            LeaderFetcher fetcher, PartitionFetch partition, FetchedRecords records, int lastEpoch) {
        boolean more = partition.consumer.add(records);
        partition.offset = records.nextOffset();
        partition.lastEpoch = lastEpoch;
        partition.corruptOffset = -1;
        partition.grownBytes = 0;
        fetcher.setFull(partition, !more);
        fetcher.refresh(partition);
    }

    /** The answer's memory is used again when all that was handed over has been read. */
    private FrameLease retained() {
        FrameLease lease = context.cluster().loop().frames().delivered();
        lease.retain();
        return lease;
    }

    /** A small piece is copied out of a large answer, so that it does not keep all of it in memory. */
    private static ByteBuffer unshared(ByteBuffer records) {
        if (!records.hasArray() || records.array().length / MOST_SHARES <= records.remaining()) {
            return records;
        }
        byte[] copy = new byte[records.remaining()];
        records.get(copy);
        return ByteBuffer.wrap(copy);
    }
}
