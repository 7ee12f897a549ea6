package io.myq.producer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/** What a producer has done. Written by the owner loop alone, but for refusals on senders' threads; read by any thread. */
final class Counters {

    private static final VarHandle RECORDS = handle("records");
    private static final VarHandle FAILED = handle("failed");
    private static final VarHandle BYTES = handle("bytes");
    private static final VarHandle BATCHES = handle("batches");
    private static final VarHandle REQUESTS = handle("requests");
    private static final VarHandle RETRIES = handle("retries");

    private long records;
    private long failed;
    private long bytes;
    private long batches;
    private long requests;
    private long retries;
    private final LongAdder refused = new LongAdder();
    private final LongAdder droppedResults = new LongAdder();

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Counters.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    void onRequest() {
        REQUESTS.setOpaque(this, requests + 1);
    }

    void onRetry() {
        RETRIES.setOpaque(this, retries + 1);
    }

    void onSettled(ProducerBatch batch) {
        if (batch.acknowledged()) {
            RECORDS.setOpaque(this, records + batch.count());
            BYTES.setOpaque(this, bytes + batch.sizeInBytes());
            BATCHES.setOpaque(this, batches + 1);
        } else {
            FAILED.setOpaque(this, failed + batch.count());
        }
    }

    /** A message that never came into a batch. Any thread. */
    void onRefused() {
        refused.increment();
    }

    /** An outcome that a stream had no room for. Any thread. */
    void onResultDropped() {
        droppedResults.increment();
    }

    /** @param acceptedRecords how many messages ever came into a batch or wait to do so */
    ProducerMetrics snapshot(long bufferedBytes, long acceptedRecords) {
        long settled = (long) RECORDS.getOpaque(this) + (long) FAILED.getOpaque(this);
        return new ProducerMetrics(
                (long) RECORDS.getOpaque(this),
                (long) FAILED.getOpaque(this) + refused.sum(),
                (long) BYTES.getOpaque(this),
                (long) BATCHES.getOpaque(this),
                (long) REQUESTS.getOpaque(this),
                (long) RETRIES.getOpaque(this),
                bufferedBytes,
                Math.max(0, acceptedRecords - settled),
                droppedResults.sum());
    }
}
