package io.myq.faults;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections live for a random time only: half of them are closed then, the others reset.
 *
 * <p>Any thread; one thread of its own ends the connections.
 */
final class Lifetimes {

    /** From least to most milliseconds, drawn from the random source under its lock. */
    private record Span(long least, long most, Random random) {}

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, task -> DaemonThread.of("faults-lifetimes", task));
    private volatile @Nullable Span span;

    Lifetimes() {
        timer.setRemoveOnCancelPolicy(true);
    }

    void limit(Duration least, Duration most, long seed) {
        span = new Span(least.toMillis(), most.toMillis(), new Random(seed));
    }

    void unlimited() {
        span = null;
    }

    /** A connection begins to live, or is told that its life is limited from now on. */
    void begin(ProxiedConnection connection) {
        Span current = span;
        if (current == null) {
            return;
        }
        double drawn = current.random.nextDouble();
        boolean reset = current.random.nextBoolean();
        long millis = current.least + (long) (drawn * (current.most - current.least));
        try {
            timer.schedule(() -> end(connection, current, reset), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // everything is being closed
            connection.close();
        }
    }

    private void end(ProxiedConnection connection, Span drawnFrom, boolean reset) {
        if (span != drawnFrom) {
            return;
        }
        if (reset) {
            connection.reset();
        } else {
            connection.close();
        }
    }

    void close() {
        span = null;
        timer.shutdownNow();
    }
}
