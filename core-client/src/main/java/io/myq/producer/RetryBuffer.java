package io.myq.producer;

import io.myq.config.ProducerRetryConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what waits to be sent again, all partitions together, against {@code Producer.Retry.MaxBufferLength} and {@code
 * Producer.Retry.MaxBufferBytes}. What is too much fails, the newest of the partition first, so that what stays can still
 * go in order and with its numbers. Without limits it counts nothing. Owned by the owner loop.
 */
final class RetryBuffer {

    /** Smaller limits are raised to these, as in sarama: less would fail what one broken connection brings back. */
    private static final long LEAST_MESSAGES = 4096;

    private static final long LEAST_BYTES = 32L * 1024 * 1024;

    /** What a partition has that waits. */
    record Waiting(long messages, long bytes) {

        static final Waiting NOTHING = new Waiting(0, 0);

        Waiting plus(ProducerBatch batch) {
            return new Waiting(messages + batch.count(), bytes + batch.sizeInBytes());
        }
    }

    private final SendFailures failures;
    private final long maxMessages;
    private final long maxBytes;
    private final Map<PartitionSender, Waiting> partitions = new HashMap<>();
    private long messages;
    private long bytes;

    RetryBuffer(ProducerRetryConfig retry, SendFailures failures) {
        this.failures = failures;
        int length = retry.maxBufferLength();
        long size = retry.maxBufferBytes();
        this.maxMessages = length == 0 ? Long.MAX_VALUE : Math.max(length, LEAST_MESSAGES);
        this.maxBytes = size == 0 ? Long.MAX_VALUE : Math.max(size, LEAST_BYTES);
    }

    private boolean limited() {
        return maxMessages < Long.MAX_VALUE || maxBytes < Long.MAX_VALUE;
    }

    /** Batches of this partition came back. */
    void onBack(PartitionSender partition) {
        if (!limited()) {
            return;
        }
        count(partition);
        SentBatches sent = partition.sent();
        for (ProducerBatch newest = sent.newestWaiting();
                newest != null && (messages > maxMessages || bytes > maxBytes);
                newest = sent.newestWaiting()) {
            sent.onGivenUp(newest, failures.noRoomToRetry(newest, partition, limits()));
            count(partition);
        }
    }

    /** Batches of this partition went again, or have an outcome. */
    void onGone(PartitionSender partition) {
        if (limited() && partitions.containsKey(partition)) {
            count(partition);
        }
    }

    private void count(PartitionSender partition) {
        Waiting now = partition.sent().waiting();
        Waiting before = now.messages() == 0 ? partitions.remove(partition) : partitions.put(partition, now);
        if (before != null) {
            messages -= before.messages();
            bytes -= before.bytes();
        }
        messages += now.messages();
        bytes += now.bytes();
    }

    private String limits() {
        return messages > maxMessages
                ? messages + " messages wait to be sent again, which is more than Producer.Retry.MaxBufferLength ("
                        + maxMessages + ")"
                : bytes + " bytes wait to be sent again, which is more than Producer.Retry.MaxBufferBytes (" + maxBytes
                        + ")";
    }
}
