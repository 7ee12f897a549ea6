package io.myq.group;

import io.myq.consumer.PartitionConsumer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What others want of one claim while its handler runs, and again after it failed: pauses, seeks, the end. Any thread; its
 * lock is taken per poll, never per message.
 */
final class ClaimControl {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Of the run of the handler that is under way. */
    private @Nullable PartitionConsumer partition;

    private volatile @Nullable PartitionConsumer latest;

    private boolean pausedByGroup;
    private boolean pausedByHandler;
    /** Where a seek that is not carried out yet goes to. */
    private volatile @Nullable Long target;

    private volatile @Nullable EndCause endCause;
    /** Since when the handler has what it was handed last; 0 while it has nothing. */
    private volatile long handedOutNanos;

    /** Of the last run of the handler, also after it has ended; {@code null} before the first. */
    @Nullable
    PartitionConsumer latest() {
        return latest;
    }

    /** A run of the handler begins: its own pauses are those of the run before no more. */
    void attach(PartitionConsumer next) {
        lock.lock();
        try {
            partition = next;
            latest = next;
            pausedByHandler = false;
            if (pausedByGroup) {
                next.pause();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The run has ended. */
    void detach() {
        handedOutNanos = 0;
        lock.lock();
        try {
            partition = null;
        } finally {
            lock.unlock();
        }
    }

    /** Until it is taken back, whatever becomes of the handler. */
    void pauseByGroup(boolean pause) {
        lock.lock();
        try {
            pausedByGroup = pause;
            apply();
        } finally {
            lock.unlock();
        }
    }

    void pauseByHandler(boolean pause) {
        lock.lock();
        try {
            pausedByHandler = pause;
            apply();
        } finally {
            lock.unlock();
        }
    }

    private void apply() {
        if (partition != null) {
            if (pausedByGroup || pausedByHandler) {
                partition.pause();
            } else {
                partition.resume();
            }
        }
        changed.signalAll();
    }

    boolean isPausedByGroup() {
        lock.lock();
        try {
            return pausedByGroup;
        } finally {
            lock.unlock();
        }
    }

    /** The thread that polls carries it out; of several the last counts. */
    void seek(long offset) {
        lock.lock();
        try {
            target = offset;
            if (partition != null) {
                partition.wakeup();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasSeek() {
        return target != null;
    }

    /** The seek that is to be carried out now; {@code null} for none. */
    @Nullable
    Long takeSeek() {
        lock.lock();
        try {
            Long taken = target;
            target = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the claim is paused. @return whether it is to be read now, or to be sought in */
    boolean awaitResumed(long deadlineNanos) throws InterruptedException {
        lock.lock();
        try {
            while ((pausedByGroup || pausedByHandler) && target == null && endCause == null) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return endCause == null;
        } finally {
            lock.unlock();
        }
    }

    /** The first cause counts. */
    void end(EndCause cause) {
        lock.lock();
        try {
            if (endCause == null) {
                endCause = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@code null} while it goes on. */
    @Nullable
    EndCause endCause() {
        return endCause;
    }

    /** The handler has messages now. */
    void handedOut() {
        long now = System.nanoTime();
        handedOutNanos = now == 0 ? 1 : now;
    }

    /** The handler asks for more. */
    void takenBack() {
        handedOutNanos = 0;
    }

    /** How long the handler has had what it was handed last; 0 while it has nothing. */
    long heldNanos() {
        long since = handedOutNanos;
        return since == 0 ? 0 : Math.max(1, System.nanoTime() - since);
    }
}
