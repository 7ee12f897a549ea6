package io.myq.message;

/**
 * Where an acknowledged message is in the log.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param offset its offset, or {@link #UNKNOWN_OFFSET}
 * @param timestamp milliseconds since the epoch: the one sent, or the broker's where the topic says LogAppendTime
 */
public record RecordMetadata(String topic, int partition, long offset, long timestamp) {

    /**
     * The broker has the message but did not say where: with {@code RequiredAcks} none, or when only a repeated request
     * was answered and the broker no longer remembers the first.
     */
    public static final long UNKNOWN_OFFSET = -1;
}
