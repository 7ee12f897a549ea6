package io.myq.config;

import io.myq.message.CompressionType;
import io.myq.partitioner.PartitionerConstructor;
import io.myq.partitioner.Partitioners;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Producer}: how messages are gathered, sent and acknowledged.
 *
 * @param maxMessageBytes the largest message, uncompressed, in bytes, and the largest batch. Default 1 MiB
 * @param requiredAcks which brokers must have a batch. Default all in-sync replicas
 * @param timeout how long the broker waits for the other replicas. Default 10 s
 * @param compression codec of the batches. Default none
 * @param partitioner for messages that name no partition. Default murmur2 of the key, as Kafka's; sticky without a key
 * @param idempotent whether the broker recognises repeated batches, so that retries neither double nor reorder. Default true
 * @param retry how often a batch is sent again; attempts to connect do not count. Default without limit but {@code deliveryTimeout}, 100 ms to 1 s apart
 * @param flush when a batch is sent. Default as soon as its broker is free
 * @param batchBytes a batch is closed at this size, uncompressed, in bytes. Default 1,000,000
 * @param bufferMemory all unsent messages together, in bytes. Default 32 MiB
 * @param maxBlock how long {@code send} waits for buffer memory before the message fails. Zero for not at all. Default 10 s
 * @param deliveryTimeout from {@code send} to the outcome, whatever happens. Default 2 min
 */
@RecordBuilder
public record ProducerConfig(
        int maxMessageBytes,
        RequiredAcks requiredAcks,
        Duration timeout,
        CompressionType compression,
        PartitionerConstructor partitioner,
        boolean idempotent,
        RetryConfig retry,
        FlushConfig flush,
        int batchBytes,
        long bufferMemory,
        Duration maxBlock,
        Duration deliveryTimeout)
        implements ProducerConfigBuilder.With {

    /** The default of every leaf. */
    public static ProducerConfig defaults() {
        return new ProducerConfig(
                1_048_576,
                RequiredAcks.WAIT_FOR_ALL,
                Duration.ofSeconds(10),
                CompressionType.NONE,
                Partitioners.defaultPartitioner(),
                true,
                RetryConfig.defaults(),
                FlushConfig.defaults(),
                1_000_000,
                33_554_432L,
                Duration.ofSeconds(10),
                Duration.ofMinutes(2));
    }

    void validate(NetConfig net, Violations violations) {
        violations.require(
                maxMessageBytes > 0, "Producer.MaxMessageBytes", "must be at least 1, but is " + maxMessageBytes);
        violations.requirePositive(timeout, "Producer.Timeout");
        retry.validate("Producer", violations);
        flush.validate(violations);
        violations.require(batchBytes > 0, "Producer.BatchBytes", "must be at least 1, but is " + batchBytes);
        violations.require(
                bufferMemory >= maxMessageBytes,
                "Producer.BufferMemory",
                "must hold at least one message of Producer.MaxMessageBytes (" + maxMessageBytes + "), but is "
                        + bufferMemory);
        violations.requireNotNegative(maxBlock, "Producer.MaxBlock");
        violations.requirePositive(deliveryTimeout, "Producer.DeliveryTimeout");
        if (idempotent) {
            validateIdempotence(net, violations);
        }
    }

    private void validateIdempotence(NetConfig net, Violations violations) {
        violations.require(
                requiredAcks == RequiredAcks.WAIT_FOR_ALL,
                "Producer.RequiredAcks",
                "must be WAIT_FOR_ALL while Producer.Idempotent is true, but is " + requiredAcks);
        violations.require(
                retry.max() > 0, "Producer.Retry.Max", "must be at least 1 while Producer.Idempotent is true");
        violations.require(
                net.maxOpenRequests() <= 5,
                "Net.MaxOpenRequests",
                "must be at most 5 while Producer.Idempotent is true, but is " + net.maxOpenRequests());
    }
}
