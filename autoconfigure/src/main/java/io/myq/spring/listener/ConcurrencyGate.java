package io.myq.spring.listener;

import io.myq.group.ConsumerGroupClaim;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many claims of one listener run its method at the same time, and the others wait their turn. A turn is longer
 * than one message, so that many partitions of quick messages do not pay for a switch of threads each time. Thread-safe.
 */
final class ConcurrencyGate {

    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Semaphore turns;

    ConcurrencyGate(int concurrency) {
        turns = new Semaphore(concurrency, true);
    }

    /** Waits for a turn. {@code false}, and without one, once the claim is to be given up. */
    boolean enter(ConsumerGroupClaim claim) throws InterruptedException {
        while (claim.isActive()) {
            if (turns.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    void leave() {
        turns.release();
    }

    /** Whether somebody waits for a turn that has lasted long enough. */
    boolean shouldYield(long sinceNanos) {
        return turns.hasQueuedThreads() && System.nanoTime() - sinceNanos > TURN_NANOS;
    }
}
