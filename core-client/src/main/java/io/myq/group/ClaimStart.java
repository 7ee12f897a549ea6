package io.myq.group;

import io.myq.config.OffsetInitial;
import io.myq.consumer.Consumer;

/**
 * Where a claim begins to read, and begins anew after its handler failed. Written by the handler's thread, one after the
 * other, and read by any.
 */
final class ClaimStart {

    private volatile OffsetInitial fallback;
    private volatile long initial = -1;

    /** @param fallback where to begin when nothing is committed */
    ClaimStart(OffsetInitial fallback) {
        this.fallback = fallback;
    }

    /** What to ask the consumer for: what is marked, else where the claim began before, else what is configured. */
    long next(Mark mark) {
        long marked = mark.marked();
        if (marked >= 0) {
            return marked;
        }
        return initial >= 0 ? initial : fallback == OffsetInitial.OLDEST ? Consumer.OLDEST : Consumer.NEWEST;
    }

    /** -1 until known. */
    long initial() {
        return initial;
    }

    /** The offset of the first message was looked up. */
    void found(long offset, Mark mark) {
        if (initial >= 0) {
            return;
        }
        initial = offset;
        if (mark.marked() < 0 && fallback == OffsetInitial.NEWEST) {
            // without that, who takes over before the first message was done would begin at a later end, and skip some
            mark.mark(offset);
        }
    }

    void restart(long offset) {
        initial = offset;
    }

    /** Nothing that was known counts any more. */
    void restartAtOldest() {
        initial = -1;
        fallback = OffsetInitial.OLDEST;
    }
}
