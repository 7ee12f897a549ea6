package io.myq.consumer;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that have something for whoever reads all of them, each once, in the order in which they got it. Any
 * thread; its lock is taken per answer and per batch, never per record, and nothing here depends on how many are read.
 */
final class ReadyPartitions {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<LivePartitionConsumer> queue = new ArrayDeque<>();
    private boolean closed;

    /** Takes its turn at the end, unless it waits already. */
    void add(LivePartitionConsumer partition) {
        if (!partition.queued.compareAndSet(false, true)) {
            return;
        }
        lock.lock();
        try {
            queue.add(partition);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a partition that has, or had, something.
     *
     * @return {@code null} after the time, or when closed
     */
    @Nullable
    LivePartitionConsumer take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed) {
                LivePartitionConsumer next = queue.poll();
                if (next != null) {
                    next.queued.set(false);
                    return next;
                }
                if (left <= 0) {
                    return null;
                }
                left = changed.awaitNanos(left);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** One that is read no longer. */
    void remove(LivePartitionConsumer partition) {
        lock.lock();
        try {
            if (partition.queued.get()) {
                queue.remove(partition);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes who waits. */
    void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
