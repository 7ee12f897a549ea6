package io.myq.faults;

/**
 * How many bytes a second one direction of a node's link carries, for all its connections together.
 *
 * <p>Any thread.
 */
final class Bandwidth {

    private static final long SECOND = 1_000_000_000;
    /** A link's share of a second that is carried at once. */
    private static final int PIECES_PER_SECOND = 50;

    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private long freeAtNanos = System.nanoTime();

    /** From now on, also for frames that are on their way. */
    void limit(long limit) {
        bytesPerSecond = limit;
    }

    void unlimited() {
        limit(Long.MAX_VALUE);
    }

    /** Waits for its turn, and says how many of so many bytes may go now: at least one. */
    int take(int wanted) throws InterruptedException {
        long limit = bytesPerSecond;
        if (limit == Long.MAX_VALUE) {
            return wanted;
        }
        int piece = (int) Math.min(wanted, Math.max(1, limit / PIECES_PER_SECOND));
        long wait = reserve(piece * SECOND / limit);
        if (wait > 0) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        return piece;
    }

    private synchronized long reserve(long nanos) {
        long now = System.nanoTime();
        freeAtNanos = Math.max(now, freeAtNanos) + nanos;
        return freeAtNanos - now;
    }
}
