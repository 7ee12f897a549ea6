package io.myq.producer;

import java.util.Arrays;

/**
 * The timestamps of a batch's records, as runs of equal ones: busy batches have few, whatever their size. Owned as the
 * batch is.
 */
final class Timestamps {

    private long[] values = new long[1];
    private int[] ends = new int[1];
    private int runs;

    /** Adds that of the next record. */
    void add(long timestamp) {
        if (runs > 0 && values[runs - 1] == timestamp) {
            ends[runs - 1]++;
            return;
        }
        if (runs == values.length) {
            values = Arrays.copyOf(values, 4 * runs);
            ends = Arrays.copyOf(ends, 4 * runs);
        }
        values[runs] = timestamp;
        ends[runs] = (runs == 0 ? 0 : ends[runs - 1]) + 1;
        runs++;
    }

    /** The run in which a record is, to be found from the run of the record before it. */
    int run(int record, int from) {
        int run = from;
        while (ends[run] <= record) {
            run++;
        }
        return run;
    }

    long value(int run) {
        return values[run];
    }
}
