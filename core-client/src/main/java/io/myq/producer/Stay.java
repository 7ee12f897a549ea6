package io.myq.producer;

/**
 * The partition that messages gather in at the moment, when no rule sends them to a certain one. Immutable; any thread.
 *
 * @param fromBytes how much had been appended to the partition when this began
 * @param fromMillis when this began, by the wall clock
 * @param shareBytes how much goes there, roughly; {@link Long#MAX_VALUE} when there is no other partition
 */
record Stay(PartitionProducer partition, long fromBytes, long fromMillis, long shareBytes) {

    /** So long, roughly, when there is less to send than that. */
    private static final long SHARE_MILLIS = 100;

    /**
     * Rather between two batches than within one; but a broker that is slow, and so takes a batch only when it is large,
     * must not get more than others.
     *
     * @param appendedBytes how much has been appended to the partition
     * @param batchEnds whether the next message would begin a new batch
     */
    boolean isOver(long appendedBytes, boolean batchEnds, long nowMillis) {
        long bytes = appendedBytes - fromBytes;
        long millis = nowMillis - fromMillis;
        if (!batchEnds) {
            bytes /= 2;
            millis /= 2;
        }
        return bytes >= shareBytes || millis >= SHARE_MILLIS && shareBytes != Long.MAX_VALUE;
    }
}
