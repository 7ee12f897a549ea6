package io.myq.producer;

import io.myq.error.OutcomeUnknownException;
import io.myq.error.SendException;
import io.myq.message.TopicPartition;
import java.util.HashMap;
import java.util.Map;

/** Counts what fails while the producer closes, by partition. Any thread. */
final class CloseTally {

    private final Map<TopicPartition, Long> notWritten = new HashMap<>();
    private final Map<TopicPartition, Long> unknown = new HashMap<>();
    private CloseReport.Transaction transaction = CloseReport.Transaction.NONE;
    private volatile boolean counting;

    void begin() {
        counting = true;
    }

    synchronized void onTransaction(CloseReport.Transaction end) {
        transaction = end;
    }

    void onFailed(TopicPartition topicPartition, int messages, SendException cause) {
        if (counting) {
            synchronized (this) {
                (cause instanceof OutcomeUnknownException ? unknown : notWritten)
                        .merge(topicPartition, (long) messages, Long::sum);
            }
        }
    }

    synchronized CloseReport report() {
        return new CloseReport(Map.copyOf(notWritten), Map.copyOf(unknown), transaction);
    }
}
