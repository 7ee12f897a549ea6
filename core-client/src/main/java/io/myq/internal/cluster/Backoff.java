package io.myq.internal.cluster;

import io.myq.config.BackoffConfig;
import io.myq.config.BackoffFunction;
import io.myq.config.ConsumerRetryConfig;
import io.myq.config.RetryConfig;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pause before the next attempt: doubled each time up to a limit, with 20 % of jitter. Stateless. */
public final class Backoff {

    private static final Logger log = LoggerFactory.getLogger(Backoff.class);

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

    /**
     * By the application's function where there is one: what that throws, and a pause that is none, is logged and stands
     * for {@code Backoff}, so that it can neither end the loop nor make it spin.
     *
     * @param failures in a row so far, at least 1
     */
    public static Duration pause(RetryConfig retry, int failures) {
        BackoffFunction function = retry.backoffFunc();
        return function == null
                ? pause(retry.backoff(), retry.maxBackoff(), failures)
                : asked(function, retry, failures);
    }

    /** @param failures in a row so far, at least 1 */
    public static Duration pause(ConsumerRetryConfig retry, int failures) {
        return pause(retry.pauses(), failures);
    }

    private static Duration asked(BackoffFunction function, RetryConfig retry, int failures) {
        Duration pause;
        try {
            pause = function.backoff(failures, retry.max());
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            log.warn("The BackoffFunc {} threw after {} failures; {} is used", function, failures, retry.backoff(), e);
            return retry.backoff();
        }
        // a function may well be written where nobody checks for null
        if (pause == null || pause.isNegative()) {
            log.warn(
                    "The BackoffFunc {} gave {} after {} failures; {} is used",
                    function,
                    pause,
                    failures,
                    retry.backoff());
            return retry.backoff();
        }
        return pause;
    }

    /** Up to 20 % less, so that many clients do not stay in step. */
    static Duration spread(Duration pause) {
        double factor = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1);
        return Duration.ofMillis(Math.max(1, (long) (pause.toMillis() * factor)));
    }
}
