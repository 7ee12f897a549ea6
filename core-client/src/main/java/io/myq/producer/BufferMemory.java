package io.myq.producer;

import io.myq.internal.network.Waits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the memory of all messages without an outcome against {@code Producer.BufferMemory}, and lets senders wait for
 * it in the order in which they came. Any thread; one atomic operation per piece of a batch, none per message.
 */
final class BufferMemory {

    private static final int GOOD_PART = 8;
    /** So long memory may be free, at most, before the first who waits for it takes it. */
    private static final long LOOK_NANOS = 10_000_000;

    private static final int SCARCE_PART = 4;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> waiters = new ArrayDeque<>();
    private volatile int waiting;
    private volatile boolean closed;

    BufferMemory(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    long used() {
        return used.get();
    }

    /** How many threads wait. */
    int waiting() {
        return waiting;
    }

    /** Whether somebody waits. */
    boolean contended() {
        return waiting > 0;
    }

    /** Whether somebody waits or soon will, so that nothing should be held back to gather more. */
    boolean scarce() {
        return waiting > 0 || used.get() > limit - limit / SCARCE_PART;
    }

    /** Takes memory if it is there and nobody waits for it. Does not block. */
    boolean tryTake(long bytes) {
        return waiting == 0 && takeUpTo(bytes, limit);
    }

    /** For who must not wait: takes up to as much again as the limit. Does not block. */
    boolean tryTakeBeyond(long bytes) {
        return takeUpTo(bytes, 2 * limit);
    }

    /** Takes memory that is certain to be needed, whether it is there or not. */
    void force(long bytes) {
        used.addAndGet(bytes);
    }

    /**
     * Waits for memory.
     *
     * @param onWaiting told when {@linkplain #contended() others can see} that somebody waits; must not block
     * @return whether it was taken; not after the timeout or the close
     */
    boolean take(long bytes, Duration timeout, Runnable onWaiting) throws InterruptedException {
        long nanos = Waits.nanos(timeout);
        lock.lockInterruptibly();
        Condition mine = lock.newCondition();
        waiters.addLast(mine);
        waiting = waiters.size();
        try {
            onWaiting.run();
            while (waiters.peekFirst() != mine || !takeUpTo(bytes, limit)) {
                if (closed || nanos <= 0) {
                    return false;
                }
                // the first looks for itself from time to time, see release
                long wait = waiters.peekFirst() == mine ? Math.min(nanos, LOOK_NANOS) : nanos;
                nanos -= wait - mine.awaitNanos(wait);
            }
            return true;
        } finally {
            waiters.remove(mine);
            waiting = waiters.size();
            signalFirst();
            lock.unlock();
        }
    }

    /** Gives memory back. Who waits is woken when there is a good part free: not for every batch, while all is in use. */
    void release(long bytes) {
        long left = used.addAndGet(-bytes);
        // read after the release is visible: a waiter that this does not see will see the release
        if (left <= limit - limit / GOOD_PART) {
            letIn();
        }
    }

    /** Lets the first who waits look: what is free is all that comes free for the moment. */
    void letIn() {
        if (waiting > 0) {
            lock.lock();
            try {
                signalFirst();
            } finally {
                lock.unlock();
            }
        }
    }

    boolean closed() {
        return closed;
    }

    /** Nobody waits any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiters.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
    }

    private void signalFirst() {
        Condition first = waiters.peekFirst();
        if (first != null) {
            first.signal();
        }
    }

    private boolean takeUpTo(long bytes, long most) {
        long before = used.get();
        // one message is let in whatever its size when nothing else is there: else it could never be sent
        while (before == 0 || before + bytes <= most) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }
}
