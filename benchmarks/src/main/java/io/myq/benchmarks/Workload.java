package io.myq.benchmarks;

import io.myq.message.CompressionType;

/**
 * What both sides are made to do. Immutable; any thread.
 *
 * @param valueBytes of each record; there are no keys
 * @param partitions of the topic
 * @param active how many of them get records, one record after the other to the next; 0 for the client's own choice
 * @param batchBytes of both sides; 0 for each side's own defaults
 * @param lingerMillis of both sides, unless they have their own defaults
 * @param rate records per second; 0 for as fast as possible, negative for a share in percent of what the slower side can
 * @param records in the measured window
 */
record Workload(
        String name,
        Kind kind,
        int valueBytes,
        int partitions,
        int active,
        CompressionType compression,
        int batchBytes,
        int lingerMillis,
        int rate,
        long records) {

    enum Kind {
        LOAD,
        /** The first acknowledgement of a fresh JVM, and what the process takes afterwards. */
        START
    }

    static Workload load(String name, int valueBytes, long records) {
        return new Workload(
                name, Kind.LOAD, valueBytes, 4, 0, CompressionType.NONE, Workloads.SMALL_BATCH, 5, 0, records);
    }

    boolean ownDefaults() {
        return batchBytes == 0;
    }

    /** Whether unused partitions are what this is about: then each gets one record before. */
    boolean idlePartitions() {
        return active > 0 && active < partitions;
    }

    Workload withOwnDefaults() {
        return new Workload(name + "-defaults", kind, valueBytes, partitions, active, compression, 0, 0, rate, records);
    }

    Workload withCodec(CompressionType codec, int batch) {
        return new Workload(name, kind, valueBytes, partitions, active, codec, batch, lingerMillis, rate, records);
    }

    Workload withPartitions(int all, int used) {
        return new Workload(name, kind, valueBytes, all, used, compression, batchBytes, lingerMillis, rate, records);
    }

    Workload withRate(int perSecond, int linger) {
        return new Workload(
                name, kind, valueBytes, partitions, active, compression, batchBytes, linger, perSecond, records);
    }

    Workload withRecords(long count) {
        return new Workload(
                name, kind, valueBytes, partitions, active, compression, batchBytes, lingerMillis, rate, count);
    }
}
