package io.myq.internal.network;

import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of one loop, the next due first. Cancelled ones are thrown out before they can pile up. Owned by the
 * loop.
 */
final class Timers {

    /** Below this many it is not worth looking for cancelled ones: they leave when they are due. */
    private static final int MIN_PURGE = 64;

    /** Longer delays mean "never"; so far away the difference of two times cannot overflow. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final PriorityQueue<Timeout> queue = new PriorityQueue<>();
    private long order;
    private int cancelled;

    Timeout schedule(Duration delay, Runnable task) {
        long nanos = delay.compareTo(NEVER) < 0 ? delay.toNanos() : NEVER.toNanos();
        return scheduleAt(System.nanoTime() + nanos, task);
    }

    Timeout scheduleAt(long dueNanos, Runnable task) {
        Timeout timeout = new Timeout(this, dueNanos, order++, task);
        queue.add(timeout);
        return timeout;
    }

    /** Each cancelled one is looked at once more at most: a purge halves the queue. */
    void onCancel() {
        cancelled++;
        if (cancelled >= MIN_PURGE && cancelled > queue.size() / 2) {
            queue.removeIf(Timeout::cancelled);
            cancelled = 0;
        }
    }

    /** Takes the next that is due, or {@code null}. Those that were cancelled are skipped. */
    @Nullable
    Timeout pollDue(long now) {
        for (Timeout next = queue.peek(); next != null; next = queue.peek()) {
            if (next.cancelled()) {
                cancelled--;
            } else if (next.dueNanos() - now > 0) {
                return null;
            }
            queue.poll();
            if (!next.cancelled()) {
                return next;
            }
        }
        return null;
    }

    /** How long until the next is due: zero or less when it is, {@link Long#MAX_VALUE} when there is none. */
    long nanosToNext() {
        Timeout next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.dueNanos() - System.nanoTime();
    }

    int size() {
        return queue.size();
    }

    void clear() {
        queue.clear();
        cancelled = 0;
    }
}
