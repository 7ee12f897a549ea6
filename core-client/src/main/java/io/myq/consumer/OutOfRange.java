package io.myq.consumer;

import io.myq.consumer.OffsetReset.Cause;
import io.myq.error.MyqException;
import java.util.function.LongConsumer;

/**
 * Finds out what the log has when its leader said that it does not have what was asked for: a leader that lags behind is
 * asked again, and else it is known how much is missing. Owned by the loop.
 */
final class OutOfRange {

    /** So often a leader may contradict itself before it is believed that what was read last is not in its log. */
    private static final int CONTRADICTIONS = 3;

    private final OffsetLookup lookup;
    private final Fetches fetches;
    private final OffsetResets resets;

    OutOfRange(OffsetLookup lookup, Fetches fetches, OffsetResets resets) {
        this.lookup = lookup;
        this.fetches = fetches;
        this.resets = resets;
    }

    /** The leader has no such offset. */
    void check(PartitionFetch partition) {
        findEnds(partition, (start, end) -> judge(partition, start, end));
    }

    /**
     * The leader has, before the offset, not what was read there (KIP-320).
     *
     * @param divergence from here on the log is another one
     */
    void onDivergence(PartitionFetch partition, long divergence) {
        findEnds(partition, (start, end) -> {
            long first = Math.max(start, Math.min(divergence, partition.offset));
            resets.apply(partition, Cause.TRUNCATED, first, Math.max(0, partition.offset - divergence), start, end);
        });
    }

    private interface Ends {
        void found(long start, long end);
    }

    private void findEnds(PartitionFetch partition, Ends next) {
        int generation = partition.generation;
        partition.lookingUp = true;
        find(
                partition,
                Consumer.OLDEST,
                start -> find(partition, Consumer.NEWEST, end -> {
                    partition.lookingUp = false;
                    if (partition.ended) {
                        return;
                    }
                    if (partition.generation == generation) {
                        next.found(start, end);
                    } else {
                        fetches.place(partition);
                    }
                }));
    }

    private void find(PartitionFetch partition, long which, LongConsumer next) {
        lookup.find(partition, which, OffsetLookup.UNCOMMITTED, new OffsetLookup.Answer() {
            @Override
            public void found(long offset, int leaderEpoch) {
                next.accept(offset);
            }

            @Override
            public void failed(MyqException cause) {
                partition.lookingUp = false;
                fetches.onLookupError(partition, cause);
            }
        });
    }

    private void judge(PartitionFetch partition, long start, long end) {
        long offset = partition.offset;
        if (offset < start) {
            resets.apply(partition, Cause.DELETED, start, start - offset, start, end);
        } else if (offset > end) {
            resets.apply(partition, Cause.BEYOND_END, start, offset - end, start, end);
        } else if (partition.lastEpoch >= 0 && partition.failures >= CONTRADICTIONS) {
            // it has the offset, but nothing of the leader epoch that was read before it
            resets.apply(partition, Cause.TRUNCATED, start, offset - start, start, end);
        } else {
            fetches.retryLater(partition, "offset " + offset + " was out of range, and no longer is");
        }
    }
}
