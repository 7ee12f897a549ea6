package io.myq.consumer;

import io.myq.config.CorruptBatchPolicy;
import io.myq.error.CorruptRecordException;
import io.myq.error.MyqException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what to do about an answer with bytes, but without a batch that leads on: only the beginning of one is asked for
 * anew with more room, and what makes no sense once more, before it counts as corrupt. Owned by the loop.
 */
final class NoProgress {

    private static final Logger log = LoggerFactory.getLogger(NoProgress.class);

    private static final int LENGTH = 8;
    private static final int LENGTH_END = 12;

    private final FetchContext context;
    private final Fetches fetches;

    NoProgress(FetchContext context, Fetches fetches) {
        this.context = context;
        this.fetches = fetches;
    }

    /** @param complete how many bytes were whole batches, all before the offset */
    void on(
            LeaderFetcher fetcher,
            PartitionFetch partition,
            ByteBuffer records,
            int complete,
            @Nullable CorruptRecordException corrupt) {
        if (complete == 0 && corrupt == null) {
            grow(fetcher, partition, declaredBytes(records));
            return;
        }
        CorruptRecordException cause = corrupt != null
                ? corrupt
                : new CorruptRecordException("Corrupt records in " + partition.partition + ": asked for offset "
                        + partition.offset + ", " + context.nameOf(fetcher.broker()) + " sent " + complete
                        + " bytes of batches that end before it");
        if (partition.corruptOffset != partition.offset) {
            partition.corruptOffset = partition.offset;
            fetches.onError(partition, cause);
        } else if (context.settings().corruptBatches() == CorruptBatchPolicy.STOP) {
            fetches.fail(partition, cause);
        } else {
            skip(partition, nextOffset(partition, records, complete), cause);
        }
    }

    /** 0 when not even that has come. */
    private static long declaredBytes(ByteBuffer records) {
        return records.remaining() < LENGTH_END ? 0 : (long) LENGTH_END + records.getInt(records.position() + LENGTH);
    }

    private void grow(LeaderFetcher fetcher, PartitionFetch partition, long declared) {
        long asked = Math.max(partition.grownBytes, context.budget().fetchBytes());
        long most = context.settings().maxBytes();
        if (asked >= most) {
            fetches.fail(
                    partition,
                    new MyqException("Cannot read " + partition.partition + " at offset " + partition.offset
                            + ": the batch there has " + (declared > 0 ? declared : "more than " + asked)
                            + " bytes, and Consumer.Fetch.Max is " + most
                            + ". Raise Consumer.Fetch.Max, or set it to 0 for no limit"));
            return;
        }
        partition.grownBytes = (int) Math.min(most, declared > asked ? declared : 2 * asked);
        fetcher.refresh(partition);
    }

    private void skip(PartitionFetch partition, long next, CorruptRecordException cause) {
        context.counters().corruptBatches.increment();
        log.warn(
                "{}: {}. Consumer.CorruptBatches=SKIP: offsets {} to {} of {} are left out",
                context.purpose(),
                cause.getMessage(),
                partition.offset,
                next - 1,
                partition.partition);
        fetches.skip(partition, next);
    }

    /** Where the batch behind begins, if what should be its beginning makes sense; else the broker is to find one. */
    private static long nextOffset(PartitionFetch partition, ByteBuffer records, int complete) {
        int start = records.position() + complete;
        if (records.limit() - start >= LENGTH_END) {
            long behind = start + (long) LENGTH_END + records.getInt(start + LENGTH);
            if (behind > start + LENGTH_END && behind + LENGTH <= records.limit()) {
                long offset = records.getLong((int) behind);
                boolean likely = offset > partition.offset && offset - partition.offset <= Integer.MAX_VALUE;
                return likely ? offset : partition.offset + 1;
            }
        }
        return partition.offset + 1;
    }
}
