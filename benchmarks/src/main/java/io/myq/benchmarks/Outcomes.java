package io.myq.benchmarks;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What the callbacks of one trial heard. Written by the client's callback thread, read by others after a flush. */
final class Outcomes {

    private static final long LONGEST_NANOS = 600_000_000_000L;

    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    private volatile @Nullable Throwable failure;
    private long acknowledged;

    void acknowledged() {
        acknowledged++;
    }

    /** @param intendedNanos when the record should have been sent */
    void acknowledged(long intendedNanos) {
        acknowledged++;
        latencies.recordValue(Math.min(LONGEST_NANOS, Math.max(0, System.nanoTime() - intendedNanos)));
    }

    void failed(Throwable cause) {
        failure = cause;
    }

    /** Forgets latencies: the measured window begins. */
    void begin() {
        latencies.reset();
    }

    /** One record went elsewhere and is not to be counted. */
    void forgetOne() {
        acknowledged--;
    }

    double microseconds(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    /** @throws IllegalStateException unless so many were acknowledged and none failed */
    void check(long expected) {
        if (failure != null) {
            throw new IllegalStateException("a record failed: " + failure, failure);
        }
        if (acknowledged != expected) {
            throw new IllegalStateException(acknowledged + " acknowledgements for " + expected + " records");
        }
    }
}
