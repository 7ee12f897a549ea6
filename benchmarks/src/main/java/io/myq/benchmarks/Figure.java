package io.myq.benchmarks;

import java.util.Locale;

/** One thing that is measured, and which way is better. Immutable; any thread. */
enum Figure {
    /** Seconds of user and system time of the client's process per million records. */
    CLIENT_CPU("client-cpu", "s/M", false),
    /** The same of the broker. */
    BROKER_CPU("broker-cpu", "s/M", false),
    /** Acknowledged records per second. */
    THROUGHPUT("throughput", "rec/s", true),
    /** Bytes allocated on the heap per record, by all threads. */
    ALLOC("alloc", "B/rec", false),
    /** Acknowledge latency from the intended send time, in microseconds. */
    P50("p50", "us", false),
    P99("p99", "us", false),
    P999("p999", "us", false),
    /** Java threads. */
    THREADS("threads", "", false),
    /** Used heap after a collection, at rest. */
    HEAP("heap", "KB", false),
    /** What each partition that is not used costs of it. */
    HEAP_PER_PARTITION("heap-per-idle-partition", "B", false),
    /** Resident memory at rest. */
    RSS("rss", "MB", false),
    /** From the start of the process to the first acknowledgement. */
    START_WALL("start-wall", "ms", false),
    START_CPU("start-cpu", "ms", false),
    /** From joining a group to the first record, in a JVM that has done nothing else. */
    JOIN_WALL("join-wall", "ms", false),
    /** Batches as they are in the log. */
    RECORDS_PER_BATCH("records-per-batch", "", true),
    BYTES_PER_RECORD("bytes-per-record", "B", false),
    BYTES_PER_REQUEST("bytes-per-request", "B", true);

    private final String label;
    private final String unit;
    private final boolean moreIsBetter;

    Figure(String label, String unit, boolean moreIsBetter) {
        this.label = label;
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    String label() {
        return label;
    }

    /** How much better the first is than the second: above 1 when it is better. */
    double ratio(double first, double second) {
        return moreIsBetter ? first / second : second / first;
    }

    /** A value with its unit, as people read it. */
    String format(double value) {
        String number = value >= 1000
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.3f", value);
        return unit.isEmpty() ? number : number + unit;
    }

    static Figure of(String label) {
        for (Figure figure : values()) {
            if (figure.label.equals(label)) {
                return figure;
            }
        }
        throw new IllegalArgumentException("no figure is called " + label);
    }
}
