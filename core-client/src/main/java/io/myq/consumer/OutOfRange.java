package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;

/**
 * Finds out what the log has when a broker said that it does not have the offset asked for: a broker that lags behind is
 * asked again, and else the application gets both ends of the log. Owned by the loop.
 */
final class OutOfRange {

    private final OffsetLookup lookup;
    private final Fetches fetches;

    OutOfRange(OffsetLookup lookup, Fetches fetches) {
        this.lookup = lookup;
        this.fetches = fetches;
    }

    void check(PartitionFetch partition) {
        partition.lookingUp = true;
        find(
                partition,
                Consumer.OLDEST,
                start -> find(partition, Consumer.NEWEST, end -> judge(partition, start, end)));
    }

    private void find(PartitionFetch partition, long which, java.util.function.LongConsumer next) {
        lookup.find(partition, which, new OffsetLookup.Answer() {
            @Override
            public void found(long offset) {
                next.accept(offset);
            }

            @Override
            public void failed(MyqException cause) {
                partition.lookingUp = false;
                fetches.onError(partition, cause);
            }
        });
    }

    private void judge(PartitionFetch partition, long start, long end) {
        partition.lookingUp = false;
        if (partition.ended) {
            return;
        }
        if (partition.offset >= start && partition.offset <= end) {
            fetches.retryLater(partition, "offset " + partition.offset + " was out of range, and no longer is");
            return;
        }
        String what = partition.offset < start
                ? "the " + (start - partition.offset) + " offsets from there to the beginning of the log are gone"
                : "the log ends " + (partition.offset - end) + " offsets before that";
        fetches.fail(
                partition,
                new BrokerException(
                        ErrorCode.OFFSET_OUT_OF_RANGE,
                        "Cannot read " + partition.partition
                                + " at offset " + partition.offset + ": the log has offsets " + start + " to " + end
                                + ", so " + what
                                + ". Read on from another offset, for example Consumer.OLDEST"));
    }
}
