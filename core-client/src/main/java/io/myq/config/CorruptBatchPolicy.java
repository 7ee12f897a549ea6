package io.myq.config;

/** What happens at a batch that fails its checksum, cannot be read, or is too large when it is decompressed. */
public enum CorruptBatchPolicy {
    /** Reading the partition ends with an error that names topic, partition and offset; other partitions go on. */
    STOP,
    /** The batch is left out, counted, and named in the log. */
    SKIP
}
