package io.myq.partitioner;

/** The partitioners that are built in. */
public final class Partitioners {

    private Partitioners() {}

    /**
     * Kafka's default: murmur2 of the key, over all partitions; without a key, the same partition until a batch is
     * closed, then another of those that can be written to (KIP-480).
     */
    public static PartitionerConstructor defaultPartitioner() {
        return topic -> new DefaultPartitioner();
    }
}
