package io.myq.partitioner;

import io.myq.message.ProducerMessage;

/**
 * Chooses the partition of each message of one topic that does not name one itself. One instance per topic and
 * producer, made by a {@link PartitionerConstructor}.
 *
 * <p>Called on the sending application threads, many at a time: it must be thread-safe and must not block. What it
 * throws fails that one message.
 */
public interface Partitioner {

    /**
     * An index into the sorted partition numbers of the topic: of all its partitions where {@link
     * #requiresConsistency} holds for the message, else of those that can be written to at the moment.
     *
     * @param partitionCount how many there are to choose from, at least 1
     * @return at least 0 and less than {@code partitionCount}
     */
    int partition(ProducerMessage message, int partitionCount);

    /**
     * Whether this message must always go to the same partition, even while that one has no leader: then it waits for
     * its leader instead of going elsewhere.
     */
    boolean requiresConsistency(ProducerMessage message);

    /**
     * The batch that this message would have joined is closed: the moment for a sticky rule to move on. {@link #partition}
     * is asked once more right after. Not called for messages that {@link #requiresConsistency require consistency}. On the
     * sending thread.
     *
     * @param partition the number of the partition whose batch was closed
     */
    default void onBatchClosed(int partition) {}
}
