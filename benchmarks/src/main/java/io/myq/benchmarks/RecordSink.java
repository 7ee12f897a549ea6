package io.myq.benchmarks;

/** Takes records one by one. Used by one thread. */
interface RecordSink {

    /** The value is somewhere in the array, and is not to be looked at afterwards. */
    void record(int partition, long offset, byte[] array, int valueOffset, int valueLength);
}
