package io.myq.partitioner;

/** How a hash, all 32 bits of it, becomes an index. Clients differ in this as much as in the hash itself. */
public enum Reduction {
    /** The sign bit is dropped, then the remainder: as Kafka's Java clients. */
    MASKED,
    /** The remainder of the number without a sign: as librdkafka. */
    UNSIGNED,
    /** The remainder of the number with its sign, made positive: as sarama's default. */
    NEGATED;

    int index(int hash, int count) {
        return switch (this) {
            case MASKED -> (hash & Integer.MAX_VALUE) % count;
            case UNSIGNED -> Integer.remainderUnsigned(hash, count);
            case NEGATED -> Math.abs(hash % count);
        };
    }
}
