package io.myq.producer;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Lets messages that may go anywhere gather in one partition for a while, and then in another (KIP-480, KIP-794). The
 * next one is the better of two that are drawn: the one with fewer messages without an outcome, so that a slow broker gets
 * less. Unlike weights for all of them that costs the same for any number of partitions. Any thread; asked once per
 * message, and moved on once in 64 KiB.
 */
final class StickyChoice {

    /** More does not make a request cheaper by much, and less leaves batches small. */
    private static final int MOST_BYTES = 64 * 1024;

    private final PartitionProducer[] writable;
    private final long shareBytes;
    private volatile Stay stay;

    /**
     * @param writable at least one
     * @param maxBatchBytes a share is at most half of it, so that nobody waits for the second batch of a partition while
     *     others have none
     */
    StickyChoice(PartitionProducer[] writable, int maxBatchBytes) {
        this.writable = writable;
        this.shareBytes = writable.length == 1 ? Long.MAX_VALUE : Math.min(MOST_BYTES, Math.max(1, maxBatchBytes / 2));
        this.stay = next();
    }

    Stay stay() {
        return stay;
    }

    /** Where to go from there; several threads that ask at once get the same answer. */
    synchronized Stay moveOn(Stay over) {
        Stay current = stay;
        if (current == over) {
            current = next();
            stay = current;
        }
        return current;
    }

    private Stay next() {
        PartitionProducer partition = draw();
        return new Stay(partition, partition.appendedBytes(), System.currentTimeMillis(), shareBytes);
    }

    private PartitionProducer draw() {
        int count = writable.length;
        if (count == 1) {
            return writable[0];
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(count);
        int second = (first + 1 + random.nextInt(count - 1)) % count;
        boolean firstIsShorter = writable[first].waitingRecords() <= writable[second].waitingRecords();
        return writable[firstIsShorter ? first : second];
    }
}
