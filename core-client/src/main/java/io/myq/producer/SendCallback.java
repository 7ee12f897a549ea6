package io.myq.producer;

import io.myq.error.SendException;
import io.myq.message.TopicPartition;

/**
 * Told the outcome of one message: exactly one of its methods is called, once. Outcomes of one partition come in the
 * order of sending.
 *
 * <p>Called on the producer's callback thread, never on the client's own; a slow callback delays the callbacks after it
 * and nothing else. What it throws is logged.
 */
public interface SendCallback {

    /**
     * The brokers have the message, as {@code Producer.RequiredAcks} demands.
     *
     * @param offset in the partition, or {@link io.myq.message.RecordMetadata#UNKNOWN_OFFSET}
     * @param timestamp milliseconds since the epoch, as in the log
     */
    void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp);

    /**
     * The message was not acknowledged.
     *
     * @param cause {@link io.myq.error.NotWrittenException} or {@link io.myq.error.OutcomeUnknownException}
     */
    void onFailed(SendException cause);
}
