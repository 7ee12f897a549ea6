package io.myq.producer;

import io.myq.message.TopicPartition;
import java.util.Map;

/**
 * What a producer could not send before it closed. Each of these messages has got its exception as well.
 *
 * @param notWritten how many messages are certainly not in the log, by partition; those without one count under
 *     partition -1 of their topic
 * @param unknown how many may be in the log, by partition
 * @param transaction what became of a transaction that was open
 */
public record CloseReport(
        Map<TopicPartition, Long> notWritten, Map<TopicPartition, Long> unknown, Transaction transaction) {

    /** What became of a transaction that was open when the producer closed. */
    public enum Transaction {
        /** There was none. */
        NONE,
        /** Its commit was under way, and came to its end. */
        COMMITTED,
        /** It was aborted: nothing of it becomes visible. */
        ABORTED,
        /** The abort was not confirmed in time: the coordinator aborts it after {@code Producer.Transaction.Timeout}. */
        LEFT_OPEN,
        /** Its commit was under way, and not confirmed in time: it is committed, or will be aborted. */
        UNKNOWN
    }

    /** Of a producer without an open transaction. */
    public CloseReport(Map<TopicPartition, Long> notWritten, Map<TopicPartition, Long> unknown) {
        this(notWritten, unknown, Transaction.NONE);
    }

    /** Whether every message was acknowledged, and no transaction was left or aborted. */
    public boolean complete() {
        boolean ended = transaction == Transaction.NONE || transaction == Transaction.COMMITTED;
        return notWritten.isEmpty() && unknown.isEmpty() && ended;
    }
}
