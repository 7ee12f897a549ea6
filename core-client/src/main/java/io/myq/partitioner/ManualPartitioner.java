package io.myq.partitioner;

import io.myq.error.NotWrittenException;
import io.myq.message.ProducerMessage;

/** The message has to name its partition itself; the partitioner is asked only about those that do not. Stateless. */
final class ManualPartitioner implements Partitioner {

    @Override
    public int partition(ProducerMessage message, int partitionCount) {
        throw new NotWrittenException(
                "Not written: a message to topic '" + message.topic() + "' names no partition, as Producer.Partitioner"
                        + " MANUAL requires. Name one of the " + partitionCount
                        + " with ProducerMessage.withPartition, or use another partitioner.",
                null);
    }

    @Override
    public boolean requiresConsistency(ProducerMessage message) {
        return true;
    }
}
