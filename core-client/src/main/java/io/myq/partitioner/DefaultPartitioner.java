package io.myq.partitioner;

import io.myq.message.ProducerMessage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Murmur2 of the key; without a key, one partition until its batch is closed. Thread-safe: the sticky choice is one
 * volatile number, and two threads that move it on at once do no harm.
 */
final class DefaultPartitioner implements Partitioner {

    private volatile int sticky = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);

    @Override
    public int partition(ProducerMessage message, int partitionCount) {
        byte[] key = message.key();
        return (key == null ? sticky : Murmur2.hash(key) & Integer.MAX_VALUE) % partitionCount;
    }

    @Override
    public boolean requiresConsistency(ProducerMessage message) {
        return message.key() != null;
    }

    @Override
    public void onBatchClosed(int partition) {
        sticky = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    }
}
