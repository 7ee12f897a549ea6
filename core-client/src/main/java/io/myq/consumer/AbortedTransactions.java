package io.myq.consumer;

import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordCursor;
import io.myq.internal.compress.Decompressor;
import io.myq.internal.protocol.FetchResponse.AbortedTransaction;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows which batches of one answer belong to aborted transactions, and which are markers for no application (KIP-98). Each
 * answer brings its own list of the transactions that reach into it, also of those that began before it, so nothing has to
 * be remembered from answer to answer. Made by the loop, then used by the thread that reads the answer's batches in order.
 */
final class AbortedTransactions {

    /** Below everything that a marker can be. */
    private static final int MARKER_BYTES = 1024;

    private static final int MARKER_KEY_BYTES = 4;
    private static final short ABORT = 0;

    /** Shared: where nothing was aborted, nothing is ever remembered. */
    private static final AbortedTransactions NONE = new AbortedTransactions(List.of());

    /** By first offset; brokers do not promise an order, and may name a transaction twice. */
    private final List<AbortedTransaction> transactions;

    private int next;
    private final Set<Long> aborting = new HashSet<>();

    private AbortedTransactions(List<AbortedTransaction> transactions) {
        this.transactions = transactions;
    }

    /** @param transactions as the broker told; null where it was not asked for committed messages only */
    static AbortedTransactions of(@Nullable List<AbortedTransaction> transactions) {
        if (transactions == null || transactions.isEmpty()) {
            return NONE;
        }
        return new AbortedTransactions(transactions.stream()
                .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                .toList());
    }

    /**
     * To be asked once about each batch, in order.
     *
     * @return whether it holds nothing for the application
     * @throws io.myq.error.CorruptRecordException for a marker that cannot be read
     */
    boolean hides(RecordBatch batch) {
        while (next < transactions.size() && transactions.get(next).firstOffset() <= batch.lastOffset()) {
            aborting.add(transactions.get(next++).producerId());
        }
        if (batch.isControl()) {
            if (aborting.contains(batch.producerId()) && isAbort(batch)) {
                aborting.remove(batch.producerId());
            }
            return true;
        }
        return batch.isTransactional() && aborting.contains(batch.producerId());
    }

    /** Compaction may have left nothing of a marker but its batch. */
    private static boolean isAbort(RecordBatch batch) {
        try (Decompressor decompressor = new Decompressor(MARKER_BYTES)) {
            RecordCursor marker = batch.records(decompressor);
            if (!marker.next() || marker.keyLength() < MARKER_KEY_BYTES) {
                return false;
            }
            ByteBuffer key = ByteBuffer.wrap(marker.array(), marker.keyOffset(), marker.keyLength());
            key.getShort(); // the version of the marker's format
            return key.getShort() == ABORT;
        }
    }
}
