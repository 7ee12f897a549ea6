package io.myq.consumer;

import java.time.Duration;
import java.util.Arrays;

/**
 * How old the records of one partition are: from the batches that were handed out, and from when its end was seen to move.
 * Of both a bounded number is kept, so what is long past is known less exactly. Any thread; per batch and per answer.
 */
final class LagClock {

    /** Beginnings of batches and their timestamps. */
    private final Samples batches = new Samples();
    /** Ends of the log, and when they were first seen. */
    private final Samples ends = new Samples();

    private long readTo = -1;

    /** A batch was handed out. */
    synchronized void read(long first, long next, long timestamp) {
        batches.cut(first);
        batches.add(first, timestamp);
        readTo = next;
    }

    /** The log ends here now. */
    synchronized void end(long end, long nowMillis) {
        if (end < ends.lastOffset()) {
            ends.cut(end);
        }
        if (end > ends.lastOffset()) {
            ends.add(end, nowMillis);
        }
    }

    /** @param offset the first that counts; {@code end} the first that does not */
    synchronized Lag from(long offset, long end, long nowMillis) {
        long records = Math.max(0, end - offset);
        if (records == 0) {
            return new Lag(0, Duration.ZERO);
        }
        long since = offset < readTo ? batches.floor(offset) : -1;
        if (since <= 0) {
            since = ends.above(offset);
        }
        return new Lag(records, since <= 0 ? Duration.ZERO : Duration.ofMillis(Math.max(0, nowMillis - since)));
    }

    /** Offsets that only grow, each with a time. */
    private static final class Samples {

        private static final int MOST = 64;
        private static final int FIRST = 4;

        private long[] offsets = new long[FIRST];
        private long[] millis = new long[FIRST];
        private int count;

        long lastOffset() {
            return count == 0 ? -1 : offsets[count - 1];
        }

        void cut(long from) {
            while (count > 0 && offsets[count - 1] >= from) {
                count--;
            }
        }

        void add(long offset, long time) {
            if (count == MOST) {
                thin();
            } else if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * count);
                millis = Arrays.copyOf(millis, 2 * count);
            }
            offsets[count] = offset;
            millis[count++] = time;
        }

        /** The farther back, the fewer: between two lies at most a quarter of the way to the newest, or nothing. */
        private void thin() {
            long newest = offsets[count - 1];
            int kept = 1;
            for (int i = 1; i < count; i++) {
                boolean last = i == count - 1;
                if (last || (offsets[i + 1] - offsets[kept - 1]) * 4 > newest - offsets[i]) {
                    offsets[kept] = offsets[i];
                    millis[kept++] = millis[i];
                }
            }
            if (kept == count) {
                // so uneven that none can be spared: the oldest then
                kept--;
                System.arraycopy(offsets, 1, offsets, 0, kept);
                System.arraycopy(millis, 1, millis, 0, kept);
            }
            count = kept;
        }

        /** The time of the last one that is not above; -1 for none. */
        long floor(long offset) {
            for (int i = count - 1; i >= 0; i--) {
                if (offsets[i] <= offset) {
                    return millis[i];
                }
            }
            return -1;
        }

        /** The time of the first one that is above; -1 for none. */
        long above(long offset) {
            for (int i = 0; i < count; i++) {
                if (offsets[i] > offset) {
                    return millis[i];
                }
            }
            return -1;
        }
    }
}
