package io.myq.partitioner;

import io.myq.message.ProducerMessage;

/**
 * Chooses the partition of each message of one topic that does not name one itself. One instance per topic and
 * producer, made by a {@link PartitionerConstructor}.
 *
 * <p>Called on the sending application threads, many at a time, and for messages that waited for their topic to become
 * known on a thread of the producer's: it must be thread-safe and must not block. Asked once
 * per message, whatever is retried. What it throws fails that one message; a {@link
 * io.myq.error.NotWrittenException} reaches the sender as it is.
 */
public interface Partitioner {

    /**
     * Instead of an index: the message goes where the producer gathers messages at the moment, so that batches become
     * large; only for messages that do not {@linkplain #requiresConsistency require consistency}. The producer moves on
     * to another partition that can be written to after 64 KiB or 100 ms, rather to one with a short queue (KIP-480,
     * KIP-794).
     */
    int STICKY = -1;

    /**
     * An index into the sorted partition numbers of the topic: of all its partitions where {@link
     * #requiresConsistency} holds for the message, else of those that can be written to at the moment.
     *
     * @param partitionCount how many there are to choose from, at least 1. It grows when the topic does
     * @return at least 0 and less than {@code partitionCount}; or {@link #STICKY}
     */
    int partition(ProducerMessage message, int partitionCount);

    /**
     * Whether this message must always go to the same partition, even while that one has no leader: then it waits for
     * its leader instead of going elsewhere.
     */
    boolean requiresConsistency(ProducerMessage message);
}
