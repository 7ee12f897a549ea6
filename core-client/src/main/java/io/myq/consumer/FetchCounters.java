package io.myq.consumer;

import java.util.concurrent.atomic.LongAdder;

/** Counts what one consumer has done since its start. Any thread. */
final class FetchCounters {

    final LongAdder fetches = new LongAdder();
    final LongAdder records = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder resets = new LongAdder();
    final LongAdder skippedOffsets = new LongAdder();
    final LongAdder corruptBatches = new LongAdder();

    ConsumerMetrics metrics(long bufferedBytes) {
        return new ConsumerMetrics(
                records.sum(),
                bytes.sum(),
                fetches.sum(),
                bufferedBytes,
                resets.sum(),
                skippedOffsets.sum(),
                corruptBatches.sum());
    }
}
