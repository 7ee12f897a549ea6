package io.myq.benchmarks;

/**
 * Counts records, and compares each with what was written: its offset, its size and its last byte. As cheap as can be, and
 * the same for both sides. Used by one thread.
 */
final class Tally implements RecordSink {

    private final int valueBytes;
    private final byte[] lastBytes;
    private final long[] nextOffset;
    private final int[] inBatch;
    private long count;

    /** @param workload every batch of its topic has the same values */
    Tally(Workload workload) {
        Payload payload = new Payload(workload.valueBytes());
        valueBytes = workload.valueBytes();
        lastBytes = new byte[workload.recordsPerBatch()];
        for (int i = 0; i < lastBytes.length; i++) {
            lastBytes[i] = payload.value(i)[valueBytes - 1];
        }
        nextOffset = new long[workload.partitions()];
        inBatch = new int[workload.partitions()];
    }

    @Override
    public void record(int partition, long offset, byte[] array, int valueOffset, int valueLength) {
        int index = inBatch[partition];
        if (offset != nextOffset[partition]
                || valueLength != valueBytes
                || array[valueOffset + valueLength - 1] != lastBytes[index]) {
            throw new IllegalStateException("partition " + partition + " has offset " + offset + " with " + valueLength
                    + " bytes where " + nextOffset[partition] + " was to come; nothing is compared");
        }
        nextOffset[partition] = offset + 1;
        inBatch[partition] = index + 1 == lastBytes.length ? 0 : index + 1;
        count++;
    }

    /** So far. */
    long count() {
        return count;
    }
}
