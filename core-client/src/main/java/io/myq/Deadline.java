package io.myq;

import io.myq.internal.network.Waits;
import java.time.Duration;

/** One point in time by which several steps must be done. Immutable; any thread. */
final class Deadline {

    private final long nanos;

    Deadline(Duration timeout) {
        nanos = System.nanoTime() + Waits.nanos(timeout);
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
