package io.myq.consumer;

import io.myq.error.MyqException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands one partition's fetched records from the loop to the thread that polls, and counts their bytes until they are
 * used up. Any thread; its lock is taken per answer and per batch, never per record.
 */
final class FetchBuffer {

    private final BufferBudget budget;
    private final Runnable onRoom;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<FetchedRecords> queue = new ArrayDeque<>();
    private @Nullable MyqException failure;
    private long highBytes;
    private boolean full;
    private boolean woken;
    private long bytes;
    private volatile boolean closed;

    /** @param onRoom told, by the thread that polls, when half of it is used up after {@link #add} said no */
    FetchBuffer(BufferBudget budget, Runnable onRoom) {
        this.budget = budget;
        this.onRoom = onRoom;
    }

    /** @return whether more may be fetched */
    boolean add(FetchedRecords records) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            queue.add(records);
            bytes += records.bytes();
            budget.take(records.bytes());
            highBytes = budget.highBytes();
            full = bytes >= highBytes;
            changed.signalAll();
            return !full;
        } finally {
            lock.unlock();
        }
    }

    /** After what is buffered, {@link #take} throws this, each time. */
    void fail(MyqException cause) {
        lock.lock();
        try {
            failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next records.
     *
     * @return {@code null} after the time, after {@link #wakeup}, or when closed
     */
    @Nullable
    FetchedRecords take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed) {
                FetchedRecords next = queue.poll();
                if (next != null) {
                    return next;
                }
                if (failure != null) {
                    throw failure;
                }
                if (left <= 0 || woken) {
                    woken = false;
                    return null;
                }
                left = changed.awaitNanos(left);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Who waits does so no more, or the next one who would. */
    void wakeup() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** So much of what was taken is used up. */
    void release(long used) {
        boolean room;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            bytes -= used;
            budget.release(used);
            room = full && bytes <= highBytes / 2;
            full &= !room;
        } finally {
            lock.unlock();
        }
        if (room) {
            onRoom.run();
        }
    }

    /** Wakes who waits; what is buffered is thrown away. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                queue.clear();
                changed.signalAll();
                budget.release(bytes);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }
}
