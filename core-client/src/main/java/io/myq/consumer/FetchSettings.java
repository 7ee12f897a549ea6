package io.myq.consumer;

import io.myq.config.ConsumerConfig;
import io.myq.config.CorruptBatchPolicy;
import io.myq.config.IsolationLevel;
import io.myq.config.OutOfRangePolicy;

/**
 * What the configuration says for one consumer, or its group has it do otherwise. Immutable; any thread.
 *
 * @param isolation which messages of transactions are read
 * @param rackId where this client is; empty for nowhere
 * @param outOfRange what happens where the log does not have an offset
 * @param corruptBatches what happens at a batch that cannot be read
 * @param maxBytes how far a fetch of one partition grows; {@link Integer#MAX_VALUE} for no limit
 */
record FetchSettings(
        IsolationLevel isolation,
        String rackId,
        OutOfRangePolicy outOfRange,
        CorruptBatchPolicy corruptBatches,
        int maxBytes) {

    static FetchSettings of(ConsumerConfig config) {
        int max = config.fetch().max();
        return new FetchSettings(
                config.isolationLevel(),
                config.rackId() == null ? "" : config.rackId(),
                config.offsets().outOfRange(),
                config.corruptBatches(),
                max == 0 ? Integer.MAX_VALUE : max);
    }

    FetchSettings withOutOfRange(OutOfRangePolicy policy) {
        return new FetchSettings(isolation, rackId, policy, corruptBatches, maxBytes);
    }

    /** As Fetch and ListOffsets say it. */
    byte isolationLevel() {
        return (byte) (isolation == IsolationLevel.READ_COMMITTED ? 1 : 0);
    }
}
