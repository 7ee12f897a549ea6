package io.myq.consumer;

import io.myq.config.OutOfRangePolicy;
import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies {@code Consumer.Offsets.OutOfRange} to a partition whose next offset is not in the log: reading ends with an error,
 * or goes on elsewhere, which is logged and counted and never goes unnoticed. Owned by the loop.
 */
final class OffsetResets {

    private static final Logger log = LoggerFactory.getLogger(OffsetResets.class);

    private final FetchContext context;
    private final Fetches fetches;

    OffsetResets(FetchContext context, Fetches fetches) {
        this.context = context;
        this.fetches = fetches;
    }

    /**
     * @param earliest the oldest offset that was not read yet, or is not what was read
     * @param gap how many offsets are missing, or are others now
     */
    void apply(PartitionFetch partition, OffsetReset.Cause cause, long earliest, long gap, long logStart, long logEnd) {
        OutOfRangePolicy policy = context.settings().outOfRange();
        long to = policy == OutOfRangePolicy.LATEST ? logEnd : earliest;
        OffsetReset reset = new OffsetReset(partition.partition, partition.offset, to, cause, gap, logStart, logEnd);
        if (policy == OutOfRangePolicy.ERROR) {
            fetches.fail(partition, refusal(reset));
            return;
        }
        context.counters().resets.increment();
        context.counters().skippedOffsets.add(reset.skipped());
        log.warn(
                "{}: cannot read {} at offset {}: the log has offsets {} to {}, so {}. Consumer.Offsets.OutOfRange={}: reads"
                        + " on at offset {}",
                context.purpose(),
                partition.partition,
                reset.from(),
                logStart,
                logEnd,
                reset.what(),
                policy,
                to);
        fetches.goOn(partition, reset);
    }

    private static MyqException refusal(OffsetReset reset) {
        return new BrokerException(
                ErrorCode.OFFSET_OUT_OF_RANGE,
                "Cannot read " + reset.topicPartition() + " at offset " + reset.from() + ": the log has offsets "
                        + reset.logStart() + " to " + reset.logEnd() + ", so " + reset.what()
                        + ". Read on from another offset, for example "
                        + (reset.cause() == OffsetReset.Cause.TRUNCATED ? "" + reset.to() : "Consumer.OLDEST")
                        + ", or set Consumer.Offsets.OutOfRange to EARLIEST or LATEST");
    }
}
