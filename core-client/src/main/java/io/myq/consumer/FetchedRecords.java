package io.myq.consumer;

import io.myq.internal.network.FrameLease;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one answer held for one partition: complete batches, not looked into yet. Or that reading goes on elsewhere.
 * Immutable, handed from the loop to the thread that polls.
 *
 * @param records a view on the answer's bytes
 * @param offset that was asked for: the first batch may begin before it
 * @param nextOffset after the last batch: what is asked for next
 * @param generation of no use when the application has sought since
 * @param aborted which of the batches are not for the application
 * @param lease of the memory that the records are in: to be given back when they have been read
 * @param reset why reading goes on at {@code nextOffset}; then there are no records
 */
record FetchedRecords(
        ByteBuffer records,
        long offset,
        long nextOffset,
        int generation,
        AbortedTransactions aborted,
        FrameLease lease,
        @Nullable OffsetReset reset) {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    static FetchedRecords of(OffsetReset reset, int generation) {
        return new FetchedRecords(
                NOTHING, reset.from(), reset.to(), generation, AbortedTransactions.of(null), FrameLease.NONE, reset);
    }

    /** What is between the two cannot be read. */
    static FetchedRecords skip(long from, long to, int generation) {
        return new FetchedRecords(NOTHING, from, to, generation, AbortedTransactions.of(null), FrameLease.NONE, null);
    }

    int bytes() {
        return records.remaining();
    }
}
