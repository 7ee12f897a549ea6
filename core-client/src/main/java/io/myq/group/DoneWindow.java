package io.myq.group;

/**
 * Which of the offsets that were handed out are done: one bit for each of at most so many. What the log does not have counts
 * as done. Not thread-safe: its {@link DoneTracker}'s lock guards it.
 *
 * <p>All before {@code base} is done; {@code base} itself is not, unless nothing is outstanding. Bits outside of
 * {@code [base, high)} are clear.
 */
final class DoneWindow {

    private final int size;
    private final long[] bits;
    private long base;
    private long high;

    /**
     * @param size how many offsets it covers at most, at least 1
     * @param base the first offset that is not done; -1 to begin with the first that is handed out
     */
    DoneWindow(int size, long base) {
        this.size = size;
        // one word more than needed, so that a full window's ends never share one
        this.bits = new long[Integer.highestOneBit(Math.max(1, size - 1) / Long.SIZE + 1) * 2];
        this.base = base;
        this.high = base;
    }

    /** The first offset that is not done, or the next to be handed out. */
    long base() {
        return base;
    }

    /** The first offset that was not handed out. */
    long high() {
        return high;
    }

    /** Whether nothing that was handed out waits to be done. */
    boolean isIdle() {
        return base == high;
    }

    /** Whether this offset fits. */
    boolean hasRoomFor(long offset) {
        return offset < base + size || isIdle();
    }

    /** To be called when there is room for it. What lies between it and what was handed out before is not there. */
    void handOut(long offset) {
        if (offset < high) {
            if (offset >= base) {
                // once more, or skipped before
                fill(offset, offset + 1, false);
            }
            return;
        }
        skipTo(offset);
        high = offset + 1;
    }

    /** There is nothing before this offset but what was handed out. Does nothing where that does not fit. */
    void skipTo(long offset) {
        if (isIdle()) {
            base = Math.max(base, offset);
            high = base;
        } else if (offset > high && offset <= base + size) {
            fill(high, offset, true);
            high = offset;
        }
    }

    /** This one is done. What was not handed out is ignored, and so is what was done before. */
    void done(long offset) {
        if (offset < base || offset >= high) {
            return;
        }
        bits[word(offset)] |= 1L << offset;
        if (offset == base) {
            advance();
        }
    }

    /** All before this offset is done. */
    void doneUpTo(long offset) {
        if (offset <= base) {
            return;
        }
        fill(base, Math.min(offset, high), false);
        base = offset;
        high = Math.max(high, offset);
        advance();
    }

    /** Nothing that was known counts any more. */
    void reset(long offset) {
        fill(base, high, false);
        base = offset;
        high = offset;
    }

    private void advance() {
        while (base < high) {
            int shift = (int) (base & 63);
            int run = Long.numberOfTrailingZeros(~(bits[word(base)] >>> shift));
            // what a shift brings in is never a one, so a run ends with its word
            long end = Math.min(high, base + run);
            if (end == base) {
                return;
            }
            fill(base, end, false);
            base = end;
        }
    }

    private void fill(long from, long to, boolean done) {
        long at = from;
        while (at < to) {
            long end = Math.min(to, (at | 63) + 1);
            long mask = (-1L << at) & (-1L >>> -end);
            bits[word(at)] = done ? bits[word(at)] | mask : bits[word(at)] & ~mask;
            at = end;
        }
    }

    private int word(long offset) {
        return (int) (offset >>> 6) & (bits.length - 1);
    }
}
