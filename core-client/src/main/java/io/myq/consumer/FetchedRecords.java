package io.myq.consumer;

import java.nio.ByteBuffer;

/**
 * What one answer held for one partition: complete batches, not looked into yet. Immutable, handed from the loop to the
 * thread that polls.
 *
 * @param records a view on the answer's bytes
 * @param offset that was asked for: the first batch may begin before it
 * @param nextOffset after the last batch: what is asked for next
 * @param aborted which of the batches are not for the application
 */
record FetchedRecords(ByteBuffer records, long offset, long nextOffset, AbortedTransactions aborted) {

    int bytes() {
        return records.remaining();
    }
}
