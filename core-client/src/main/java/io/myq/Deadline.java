package io.myq;

import java.time.Duration;

/** One point in time by which several steps must be done. Immutable; any thread. */
final class Deadline {

    /** Longer waits mean "for ever"; so far away the difference of two times cannot overflow. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final long nanos;

    Deadline(Duration timeout) {
        nanos = System.nanoTime() + (timeout.compareTo(FOR_EVER) < 0 ? timeout.toNanos() : FOR_EVER.toNanos());
    }

    /** Zero when it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    /** The same, but at least so much. */
    Duration leftOr(Duration least) {
        Duration left = left();
        return left.compareTo(least) < 0 ? least : left;
    }
}
