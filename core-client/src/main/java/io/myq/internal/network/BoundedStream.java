package io.myq.internal.network;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What happened, for whoever likes to read it: what has no room is dropped, so that nobody has to. Any thread writes and
 * reads.
 */
public final class BoundedStream<T> {

    private final int most;
    private final long mostBytes;
    private final ToLongFunction<T> size;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // under the lock
    private final ArrayDeque<T> entries = new ArrayDeque<>();
    private long bytes;
    private long dropped;
    private boolean closed;

    /**
     * @param most so many entries
     * @param mostBytes so many bytes; one entry has room in any case
     * @param size of an entry, in bytes; always the same
     */
    public BoundedStream(int most, long mostBytes, ToLongFunction<T> size) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.size = size;
    }

    /**
     * Does not block, but for readers that look.
     *
     * @return 0 when it was taken, or when the stream is closed; else how many were dropped so far, this one included
     */
    public long offer(T entry) {
        long entrySize = size.applyAsLong(entry);
        lock.lock();
        try {
            if (closed) {
                return 0;
            }
            if (entries.size() < most && (entries.isEmpty() || bytes + entrySize <= mostBytes)) {
                entries.addLast(entry);
                bytes += entrySize;
                changed.signal();
                return 0;
            }
            return ++dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes any more; what is there can still be read. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The oldest one, or {@code null} when there is none. Does not block. */
    public @Nullable T poll() {
        lock.lock();
        try {
            return take();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable T take() {
        T entry = entries.pollFirst();
        if (entry != null) {
            bytes -= size.applyAsLong(entry);
        }
        return entry;
    }

    /** Waits for one; {@code null} when there was none within the timeout, or when there will be none. */
    public @Nullable T poll(Duration timeout) throws InterruptedException {
        long nanos = Waits.nanos(timeout);
        lock.lockInterruptibly();
        try {
            while (entries.isEmpty() && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    /** All that are there, the oldest first; none is left. */
    public List<T> drain() {
        lock.lock();
        try {
            List<T> all = List.copyOf(entries);
            entries.clear();
            bytes = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** How many wait to be read. */
    public int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many had no room since the start. */
    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is left and nothing will come. */
    public boolean ended() {
        lock.lock();
        try {
            return closed && entries.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
