package io.myq.producer;

import io.myq.internal.network.Waits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for the messages that were there when it began: each batch that holds some of them tells it when it has its
 * outcome. Any thread.
 */
final class Flush {

    private final boolean untilCallbacksRan;
    /** One for the beginning itself, so that it cannot end before all batches are counted. */
    private final AtomicInteger pending = new AtomicInteger(1);

    private final CountDownLatch done = new CountDownLatch(1);

    private final Runnable whenDone;

    /** @param untilCallbacksRan or only until the outcomes are certain */
    Flush(boolean untilCallbacksRan) {
        this(untilCallbacksRan, () -> {});
    }

    /** @param whenDone runs on the thread that the last outcome came on: it must be short */
    Flush(boolean untilCallbacksRan, Runnable whenDone) {
        this.untilCallbacksRan = untilCallbacksRan;
        this.whenDone = whenDone;
    }

    boolean untilCallbacksRan() {
        return untilCallbacksRan;
    }

    void expect() {
        pending.incrementAndGet();
    }

    void arrive() {
        if (pending.decrementAndGet() == 0) {
            done.countDown();
            whenDone.run();
        }
    }

    boolean await(Duration timeout) throws InterruptedException {
        return done.await(Waits.nanos(timeout), TimeUnit.NANOSECONDS);
    }
}
