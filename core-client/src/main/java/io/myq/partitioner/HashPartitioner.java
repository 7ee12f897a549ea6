package io.myq.partitioner;

import io.myq.message.ProducerMessage;

/** A hash of the key, over all partitions; without a key, another rule. Immutable; as thread-safe as that rule. */
final class HashPartitioner implements Partitioner {

    private final KeyHash hash;
    private final Reduction reduction;
    private final Partitioner withoutKey;

    HashPartitioner(KeyHash hash, Reduction reduction, Partitioner withoutKey) {
        this.hash = hash;
        this.reduction = reduction;
        this.withoutKey = withoutKey;
    }

    @Override
    public int partition(ProducerMessage message, int partitionCount) {
        byte[] key = message.key();
        return key == null
                ? withoutKey.partition(message, partitionCount)
                : reduction.index(hash.hash(key), partitionCount);
    }

    @Override
    public boolean requiresConsistency(ProducerMessage message) {
        return message.key() != null || withoutKey.requiresConsistency(message);
    }
}
