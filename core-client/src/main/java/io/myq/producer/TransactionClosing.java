package io.myq.producer;

import io.myq.error.ClientClosedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to the transaction that is open when a producer closes: it is aborted, or its commit goes on. Any thread. */
final class TransactionClosing extends CompletableFuture<Void> {

    private static final Logger log = LoggerFactory.getLogger(TransactionClosing.class);

    private volatile CloseReport.Transaction expected = CloseReport.Transaction.NONE;

    /** This will have become of it when the waiting is over. */
    void expect(CloseReport.Transaction end) {
        expected = end;
    }

    /** @return what has become of it */
    CloseReport.Transaction close(Pipeline pipeline, TransactionManager manager, Duration timeout)
            throws InterruptedException {
        try {
            pipeline.loop().execute(() -> manager.close(this));
            get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ClientClosedException | ExecutionException | TimeoutException e) {
            CloseReport.Transaction end = expected == CloseReport.Transaction.ABORTED
                    ? CloseReport.Transaction.LEFT_OPEN
                    : expected == CloseReport.Transaction.COMMITTED
                            ? CloseReport.Transaction.UNKNOWN
                            : CloseReport.Transaction.NONE;
            if (end != CloseReport.Transaction.NONE) {
                log.warn(
                        "The producer closed before its transaction of '{}' had ended: {} ({})",
                        manager.transactionalId(),
                        end,
                        e.toString());
            }
            return end;
        }
        if (expected == CloseReport.Transaction.ABORTED) {
            log.warn("The producer closed with an open transaction of '{}': it is aborted", manager.transactionalId());
        }
        return expected;
    }
}
