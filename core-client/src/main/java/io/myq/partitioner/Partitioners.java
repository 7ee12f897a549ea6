package io.myq.partitioner;

/**
 * The partitioners that are built in, by the names that {@code Producer.Partitioner} knows them by. Stateless; any
 * thread.
 *
 * <p>They are asked only about messages that name no partition themselves. Those that hash a key choose among all
 * partitions, whether these can be written to or not; without a key all choose among the writable ones.
 */
public enum Partitioners implements PartitionerConstructor {
    /**
     * The default, and the same as that of Kafka's Java clients: murmur2 of the key; without one, {@link
     * Partitioner#STICKY}.
     */
    MURMUR2,
    /** {@link Partitioner#STICKY} for all messages, whatever their keys: as kafka-clients with {@code partitioner.ignore.keys}. */
    STICKY,
    /** One partition after the other, per topic. Batches become small. */
    ROUND_ROBIN,
    /** Any partition, for each message anew. Batches become small. */
    RANDOM,
    /** Every message has to name its partition itself; one that does not is not written. */
    MANUAL,
    /** sarama's default ({@code NewHashPartitioner}): FNV-1a of the key, signed; without one, random. */
    SARAMA_HASH,
    /** sarama's {@code NewReferenceHashPartitioner}: FNV-1a of the key without its sign bit; without one, random. */
    REFERENCE_HASH,
    /** sarama's {@code NewConsistentCRCHashPartitioner}, librdkafka's {@code consistent_random}: CRC-32 of the key; without one, random. */
    CONSISTENT_CRC;

    @Override
    public Partitioner create(String topic) {
        return switch (this) {
            case MURMUR2 -> new HashPartitioner(KeyHash.MURMUR2, Reduction.MASKED, KeylessPartitioner.STICKY);
            case STICKY -> KeylessPartitioner.STICKY;
            case ROUND_ROBIN -> new RoundRobinPartitioner();
            case RANDOM -> KeylessPartitioner.RANDOM;
            case MANUAL -> new ManualPartitioner();
            case SARAMA_HASH -> new HashPartitioner(KeyHash.FNV_1A, Reduction.NEGATED, KeylessPartitioner.RANDOM);
            case REFERENCE_HASH -> new HashPartitioner(KeyHash.FNV_1A, Reduction.MASKED, KeylessPartitioner.RANDOM);
            case CONSISTENT_CRC -> new HashPartitioner(KeyHash.CRC_32, Reduction.UNSIGNED, KeylessPartitioner.RANDOM);
        };
    }

    /**
     * A partitioner with another hash.
     *
     * @param hash of the key
     * @param reduction how the hash becomes an index
     * @param withoutKey for messages that have no key
     */
    public static PartitionerConstructor hashing(KeyHash hash, Reduction reduction, PartitionerConstructor withoutKey) {
        return topic -> new HashPartitioner(hash, reduction, withoutKey.create(topic));
    }
}
