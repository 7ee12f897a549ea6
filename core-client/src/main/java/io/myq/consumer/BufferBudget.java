package io.myq.consumer;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that a consumer has fetched and not yet handed over, against a limit. Any thread. */
final class BufferBudget {

    private final long limit;
    private final Runnable onRoom;
    private final AtomicLong used = new AtomicLong();
    /** Whether a fetcher found no room and waits to be told. */
    private volatile boolean awaited;

    /** @param onRoom told, by whichever thread releases, when there is room again after {@link #hasRoom} said no */
    BufferBudget(long limit, Runnable onRoom) {
        this.limit = limit;
        this.onRoom = onRoom;
    }

    void take(long bytes) {
        used.addAndGet(bytes);
    }

    void release(long bytes) {
        if (used.addAndGet(-bytes) <= limit / 2 && awaited) {
            awaited = false;
            onRoom.run();
        }
    }

    boolean hasRoom() {
        if (used.get() < limit) {
            return true;
        }
        awaited = true;
        // room may have come before the line above
        return used.get() <= limit / 2;
    }

    long used() {
        return used.get();
    }
}
