package io.myq.producer;

import io.myq.error.ClientClosedException;
import io.myq.internal.network.Waits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a producer: the first who closes sees it through, all others get its report, and who has less time ends it
 * sooner. Any thread, callbacks included: outcomes become certain on the loop, so that the wait for them does not need the
 * callback thread.
 */
final class Closing {

    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    /** For the loop to end what is left, which it does without waiting for anything. */
    private static final Duration END = Duration.ofSeconds(10);

    /** For callbacks to hear what has just failed, when the timeout is over. */
    private static final Duration LAST_CALLBACKS = Duration.ofMillis(500);

    private final Pipeline pipeline;
    private final CloseTally tally;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<CloseReport> report = new CompletableFuture<>();

    Closing(Pipeline pipeline, CloseTally tally) {
        this.pipeline = pipeline;
        this.tally = tally;
    }

    CloseReport close(Duration timeout) {
        long deadline = System.nanoTime() + Waits.nanos(timeout);
        if (begun.compareAndSet(false, true)) {
            boolean interrupted = false;
            try {
                interrupted = !settleAll(timeout);
                interrupted |= !end();
            } finally {
                report.complete(tally.report());
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            awaitCallbacks(deadline);
        } else {
            awaitFirst(timeout);
        }
        return report.join();
    }

    /** The first one ends within its own timeout, or when this one's is over: nothing is left to wait for then. */
    private void awaitFirst(Duration timeout) {
        boolean interrupted = false;
        try {
            report.get(Waits.nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            end();
        } catch (TimeoutException e) {
            interrupted = !end();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A close has no report", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends what is there. @return whether the thread was not interrupted */
    private boolean settleAll(Duration timeout) {
        long deadline = System.nanoTime() + Waits.nanos(timeout);
        tally.begin();
        pipeline.memory().close();
        Flush flush = new Flush(false);
        try {
            endTransaction(timeout);
            pipeline.loop().execute(() -> pipeline.join(flush));
            flush.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            return true;
        } catch (ClientClosedException e) {
            log.trace("Nothing is left to send: the end of the loop failed it", e);
            return true;
        } catch (InterruptedException e) {
            log.info("Interrupted while the producer closed: what was not sent is failed now");
            return false;
        }
    }

    private void endTransaction(Duration timeout) throws InterruptedException {
        TransactionManager transactions = pipeline.transactions();
        if (transactions != null) {
            tally.onTransaction(new TransactionClosing().close(pipeline, transactions, timeout));
        }
    }

    /** Fails what is left. @return whether the thread was not interrupted */
    private boolean end() {
        CountDownLatch ended = new CountDownLatch(1);
        try {
            pipeline.loop().execute(() -> {
                pipeline.end("the producer was closed", null);
                ended.countDown();
            });
            if (!ended.await(END.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("The client's thread did not end the producer within {}", END);
            }
            return true;
        } catch (ClientClosedException e) {
            log.trace("The end of the loop has ended the producer", e);
            return true;
        } catch (InterruptedException e) {
            // the loop does it all the same
            return false;
        }
    }

    private void awaitCallbacks(long deadline) {
        if (pipeline.callbacks().inExecutor()) {
            return;
        }
        CountDownLatch told = new CountDownLatch(1);
        pipeline.callbacks().execute(told::countDown);
        try {
            long nanos = Math.max(deadline - System.nanoTime(), LAST_CALLBACKS.toNanos());
            if (!told.await(nanos, TimeUnit.NANOSECONDS)) {
                log.warn("Callbacks are still running after the producer closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
