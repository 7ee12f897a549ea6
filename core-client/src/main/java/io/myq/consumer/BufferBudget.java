package io.myq.consumer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that a consumer has fetched and not yet handed over, and says how much of the whole a partition may
 * have. There is no common limit on top: partitions whose handlers are stuck must not use up what others need. Any thread.
 */
final class BufferBudget {

    /** Of a whole consumer: enough to keep handlers busy during a fetch. */
    static final long BYTES = 16L << 20;

    private static final long SMALLEST_SHARE = 16L << 10;

    private final long defaultBytes;
    private final AtomicLong used = new AtomicLong();
    private volatile long share;

    /** @param defaultBytes asked for per partition while there are few */
    BufferBudget(int defaultBytes) {
        this.defaultBytes = defaultBytes;
        this.share = 2L * defaultBytes;
    }

    /** So many share the budget from now on. */
    void partitions(int count) {
        share = Math.min(2L * defaultBytes, Math.max(SMALLEST_SHARE, BYTES / Math.max(1, count)));
    }

    /** When a partition has so much buffered, no more is fetched: one answer at hand, and one that came meanwhile. */
    long highBytes() {
        return share;
    }

    /** To be asked for at a time. */
    int fetchBytes() {
        return (int) Math.min(defaultBytes, share);
    }

    void take(long bytes) {
        used.addAndGet(bytes);
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
