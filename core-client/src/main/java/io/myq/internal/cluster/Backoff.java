package io.myq.internal.cluster;

import io.myq.config.BackoffConfig;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next attempt: doubled each time up to a limit, with 20 % of jitter. Stateless. */
public final class Backoff {

    private static final double JITTER = 0.2;

    private Backoff() {}

    /** @param failures in a row so far, at least 1 */
    public static Duration pause(Duration first, Duration longest, int failures) {
        double doubled = first.toNanos() * Math.pow(2, Math.min(failures - 1, 40));
        double limited = Math.min(doubled, longest.toNanos());
        double factor = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
        return Duration.ofNanos((long) Math.min(limited * factor, longest.toNanos()));
    }

    /** @param failures in a row so far, at least 1 */
    public static Duration pause(BackoffConfig retry, int failures) {
        return pause(retry.backoff(), retry.maxBackoff(), failures);
    }

    /** Up to 20 % less, so that many clients do not stay in step. */
    static Duration spread(Duration pause) {
        double factor = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1);
        return Duration.ofMillis(Math.max(1, (long) (pause.toMillis() * factor)));
    }
}
