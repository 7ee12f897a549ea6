package io.myq.producer;

import java.time.Duration;

/**
 * How much may be on its way to one broker at a time. Without limit, until a request times out: then half of what was on
 * its way, and more again as long as answers come well within the timeout. Otherwise what is large would time out again
 * and again on a slow link, and grow meanwhile. Owned by the owner loop.
 */
final class BytesInFlight {

    private static final long UNLIMITED = Long.MAX_VALUE;
    private static final long LEAST = 16 * 1024;
    /** So much at once is no matter of a slow link any more. */
    private static final long PLENTY = 64 << 20;

    private static final int WELL_WITHIN = 4;

    private final long quickNanos;
    private long bytes;
    private long limit = UNLIMITED;

    /** @param timeout of a request */
    BytesInFlight(Duration timeout) {
        this.quickNanos = timeout.toNanos() / WELL_WITHIN;
    }

    /** How many bytes the next request may have; it may have one batch, whatever its size, while nothing is in flight. */
    long room() {
        return limit - bytes;
    }

    /** Whether a request more may be sent. */
    boolean mayGrow() {
        return bytes == 0 || bytes < limit;
    }

    void onSent(long more) {
        bytes += more;
    }

    void onAnswered(long less, long tookNanos) {
        bytes -= less;
        if (limit != UNLIMITED && tookNanos < quickNanos) {
            limit = limit + less < PLENTY ? limit + less : UNLIMITED;
        }
    }

    /** @param timedOut whether it is the size that may have made it fail */
    void onFailed(long less, boolean timedOut) {
        if (timedOut) {
            limit = Math.max(LEAST, Math.min(limit, bytes) / 2);
        }
        bytes -= less;
    }
}
