package io.myq.partitioner;

import io.myq.message.ProducerMessage;
import java.util.concurrent.ThreadLocalRandom;

/** Rules that do not look at the message and keep nothing. Stateless. */
enum KeylessPartitioner implements Partitioner {
    /** Where the producer gathers messages at the moment. */
    STICKY,
    /** Anywhere. */
    RANDOM;

    @Override
    public int partition(ProducerMessage message, int partitionCount) {
        return this == STICKY ? Partitioner.STICKY : ThreadLocalRandom.current().nextInt(partitionCount);
    }

    @Override
    public boolean requiresConsistency(ProducerMessage message) {
        return false;
    }
}
