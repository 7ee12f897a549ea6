package io.myq.producer;

/**
 * The numbers that a partition's next batch gets: producer id, epoch and sequence (KIP-98, KIP-360). Owned by the owner
 * loop.
 */
final class BatchNumbers {

    private static final long NONE = -1;

    private long producerId = NONE;
    private long usedUpProducerId = NONE;
    private short producerEpoch;
    private int nextSequence;

    /** Whether there are any to give. */
    boolean available() {
        return producerId >= 0;
    }

    /** The id whose epochs have all been used here, so that another is needed; -1 while that never happened. */
    long usedUpProducerId() {
        return usedUpProducerId;
    }

    /** Begins with the numbers of a producer id and epoch. */
    void begin(long newProducerId, short newEpoch, int firstSequence) {
        producerId = newProducerId;
        producerEpoch = newEpoch;
        nextSequence = firstSequence;
    }

    boolean areOf(long ofProducerId, short ofEpoch) {
        return producerId == ofProducerId && producerEpoch == ofEpoch;
    }

    void give(ProducerBatch batch) {
        batch.number(producerId, producerEpoch, nextSequence);
        nextSequence = Sequences.after(nextSequence, batch.count());
    }

    /** None are given before they begin again. */
    void withdraw() {
        producerId = NONE;
    }

    /** Goes on with the next epoch. @return whether there was one; if not, another producer id is needed */
    boolean nextEpoch() {
        if (producerEpoch == Short.MAX_VALUE) {
            usedUpProducerId = producerId;
            withdraw();
            return false;
        }
        begin(producerId, (short) (producerEpoch + 1), 0);
        return true;
    }
}
