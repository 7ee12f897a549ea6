package io.myq.internal.network;

import java.time.Duration;

/** Times for which callers wait, as long as they like. Stateless; any thread. */
public final class Waits {

    /** Longer waits mean "for ever"; so far away the difference of two times cannot overflow. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private Waits() {}

    /** Nanoseconds that can be added to {@link System#nanoTime}. */
    public static long nanos(Duration wait) {
        return wait.compareTo(FOR_EVER) < 0 ? wait.toNanos() : FOR_EVER.toNanos();
    }
}
