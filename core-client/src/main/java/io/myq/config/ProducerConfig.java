package io.myq.config;

import io.myq.message.CompressionType;
import io.myq.partitioner.PartitionerConstructor;
import io.myq.partitioner.Partitioners;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Producer}: how messages are gathered, sent and acknowledged.
 *
 * @param maxMessageBytes the largest message, uncompressed, in bytes, and the largest batch. Default 1 MiB
 * @param requiredAcks which brokers must have a batch. Default all in-sync replicas
 * @param timeout how long the broker waits for the other replicas. Default 10 s
 * @param compression codec of the batches. Default none
 * @param compressionLevel how hard the codec tries: gzip 1 to 9, lz4 1 to 17 in its high mode, zstd -131072 to 22. {@code
 *     null} for the codec's own default, for lz4 its fast mode. Default {@code null}
 * @param partitioner for messages that name no partition: one of {@link Partitioners}, or an own one. Default {@link
 *     Partitioners#MURMUR2}, as Kafka's: murmur2 of the key, sticky without a key
 * @param idempotent whether the broker recognises repeated batches, so that retries neither double nor reorder. Default true
 * @param transaction messages that become visible together
 * @param returns which outcomes are put into the producer's streams
 * @param flush what makes a broker's messages go
 * @param retry how often a batch is sent again
 * @param interceptors see each message once, in this order. Default none
 * @param batchBytes a batch is closed at this size, in bytes; a compressed one at what it is likely to come to, as the
 *     batches before tell. Default 1,000,000
 * @param linger how long a batch waits for more messages after its first; what else waits at its broker goes with it
 *     (as in Kafka's clients). Zero for not at all. {@code null} for: as long as its broker is busy with others. Default {@code null}
 * @param bufferMemory all unsent messages together, in bytes. Default 32 MiB
 * @param maxBlock how long {@code send} waits for buffer memory before the message fails. Zero for not at all. Default 10 s
 * @param deliveryTimeout from {@code send} to the outcome, whatever happens. Default 2 min
 * @param breaker spares the cluster questions for a topic that it cannot tell about
 */
@RecordBuilder
public record ProducerConfig(
        int maxMessageBytes,
        RequiredAcks requiredAcks,
        Duration timeout,
        CompressionType compression,
        @Nullable Integer compressionLevel,
        PartitionerConstructor partitioner,
        boolean idempotent,
        TransactionConfig transaction,
        ReturnConfig returns,
        FlushConfig flush,
        ProducerRetryConfig retry,
        List<ProducerInterceptor> interceptors,
        int batchBytes,
        @Nullable Duration linger,
        long bufferMemory,
        Duration maxBlock,
        Duration deliveryTimeout,
        BreakerConfig breaker)
        implements ProducerConfigBuilder.With {

    public ProducerConfig {
        // nothing is checked on the way: what is null is for validate() to tell, with all the rest
        interceptors = interceptors == null ? null : Collections.unmodifiableList(new ArrayList<>(interceptors));
    }

    /** The default of every leaf. */
    public static ProducerConfig defaults() {
        return new ProducerConfig(
                1_048_576,
                RequiredAcks.WAIT_FOR_ALL,
                Duration.ofSeconds(10),
                CompressionType.NONE,
                null,
                Partitioners.MURMUR2,
                true,
                TransactionConfig.defaults(),
                ReturnConfig.defaults(),
                FlushConfig.defaults(),
                ProducerRetryConfig.defaults(),
                List.of(),
                1_000_000,
                null,
                33_554_432L,
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                BreakerConfig.defaults());
    }

    void validate(NetConfig net, Violations violations) {
        violations.require(
                maxMessageBytes > 0, "Producer.MaxMessageBytes", "must be at least 1, but is " + maxMessageBytes);
        violations.requireMillis(timeout, "Producer.Timeout");
        validateLevel(violations);
        transaction.validate(idempotent, violations);
        flush.validate(violations);
        retry.validate(violations);
        violations.require(batchBytes > 0, "Producer.BatchBytes", "must be at least 1, but is " + batchBytes);
        violations.require(
                bufferMemory >= maxMessageBytes,
                "Producer.BufferMemory",
                "must hold at least one message of Producer.MaxMessageBytes (" + maxMessageBytes + "), but is "
                        + bufferMemory);
        violations.requireNotNegative(maxBlock, "Producer.MaxBlock");
        validateTimes(violations);
        breaker.validate(violations);
        if (idempotent) {
            validateIdempotence(net, violations);
        }
    }

    private void validateLevel(Violations violations) {
        if (compressionLevel == null) {
            return;
        }
        String leaf = "Producer.CompressionLevel";
        if (!compression.hasLevels()) {
            violations.require(
                    false, leaf, "must not be set with Producer.Compression " + compression + ", which has no levels");
        } else {
            violations.require(
                    compressionLevel >= compression.minLevel() && compressionLevel <= compression.maxLevel(),
                    leaf,
                    "must be from " + compression.minLevel() + " to " + compression.maxLevel() + " for " + compression
                            + ", but is " + compressionLevel);
        }
    }

    private void validateTimes(Violations violations) {
        violations.requirePositive(deliveryTimeout, "Producer.DeliveryTimeout");
        longerThan(flush.frequency(), "Producer.Flush.Frequency", violations);
        if (linger != null) {
            violations.requireNotNegative(linger, "Producer.Linger");
            longerThan(linger, "Producer.Linger", violations);
        }
    }

    private void longerThan(Duration gathering, String leaf, Violations violations) {
        violations.require(
                gathering.isZero() || deliveryTimeout.compareTo(gathering) > 0,
                leaf,
                "must be less than Producer.DeliveryTimeout (" + Violations.text(deliveryTimeout) + "), but is "
                        + Violations.text(gathering));
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
