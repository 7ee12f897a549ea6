package io.myq.producer;

import io.myq.message.TopicPartition;
import java.util.Map;

/**
 * What a producer could not send before it closed. Each of these messages has got its exception as well.
 *
 * @param notWritten how many messages are certainly not in the log, by partition; those without one count under
 *     partition -1 of their topic
 * @param unknown how many may be in the log, by partition
 */
public record CloseReport(Map<TopicPartition, Long> notWritten, Map<TopicPartition, Long> unknown) {

    /** Whether every message was acknowledged. */
    public boolean complete() {
        return notWritten.isEmpty() && unknown.isEmpty();
    }
}
