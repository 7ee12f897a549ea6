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

    /** Of a record in its batch, about. */
    private static final int RECORD_OVERHEAD = 8;

    enum Kind {
        LOAD,
        /** The first acknowledgement of a fresh JVM, and what the process takes afterwards. */
        START,
        /** Reading what was written before, as messages. */
        CONSUME,
        /** The same; myq with its cursor. */
        VIEW,
        /** Reading a few records of few partitions, with many assigned. */
        IDLE,
        /** A fresh JVM joins a group and gets its first record. */
        GROUP_START,
        /** From the intended send time to the thread that reads. */
        END_TO_END
    }

    static Workload load(String name, int valueBytes, long records) {
        return new Workload(
                name, Kind.LOAD, valueBytes, 4, 0, CompressionType.NONE, Workloads.SMALL_BATCH, 5, 0, records);
    }

    /** Reads what producers at their defaults have written: batches of 16 KB. */
    static Workload consume(String name, Kind kind, int valueBytes, long records) {
        return new Workload(name, kind, valueBytes, 4, 0, CompressionType.NONE, Workloads.SMALL_BATCH, 0, 0, records);
    }

    Workload withBatch(int bytes) {
        return new Workload(
                name, kind, valueBytes, partitions, active, compression, bytes, lingerMillis, rate, records);
    }

    /** Whether kafka-clients has a choice of protocols here. */
    boolean consumes() {
        return kind != Kind.LOAD && kind != Kind.START;
    }

    /** In each batch of a topic that is written before; half of each value can be compressed. */
    int recordsPerBatch() {
        int bytes = valueBytes + RECORD_OVERHEAD;
        return Math.max(1, batchBytes / (compression == CompressionType.NONE ? bytes : bytes / 2));
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
