package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code Producer.Retry}: how often a batch is sent again, and how much may wait for that.
 *
 * @param max how many times after the first attempt; attempts to connect do not count. Default without limit: {@code
 *     Producer.DeliveryTimeout} ends retries
 * @param backoff the first pause. Doubled at each further attempt, with up to 20 % of jitter, up to {@code maxBackoff}.
 *     Default 100 ms
 * @param maxBackoff the longest pause. Default 1 s
 * @param backoffFunc replaces both pauses. Default {@code null}
 * @param maxBufferLength how many messages may wait to be sent again, all partitions together. When there are more, whole
 *     batches fail, the newest of the partition first: as not written, or unknown where they may have been written. 0 for
 *     no limit; 1 to 4095 count as 4096. Default 0
 * @param maxBufferBytes the same in bytes, uncompressed; 1 to 32 MiB count as 32 MiB. Default 0: {@code
 *     Producer.BufferMemory} is the limit
 */
@RecordBuilder
public record ProducerRetryConfig(
        int max,
        Duration backoff,
        Duration maxBackoff,
        @Nullable BackoffFunction backoffFunc,
        int maxBufferLength,
        long maxBufferBytes)
        implements ProducerRetryConfigBuilder.With {

    /** The default of every leaf. */
    public static ProducerRetryConfig defaults() {
        RetryConfig retry = RetryConfig.times(Integer.MAX_VALUE);
        return new ProducerRetryConfig(retry.max(), retry.backoff(), retry.maxBackoff(), null, 0, 0);
    }

    void validate(Violations violations) {
        new RetryConfig(max, backoff, maxBackoff, backoffFunc).validate("Producer", violations);
        violations.requireNotNegative(maxBufferLength, "Producer.Retry.MaxBufferLength");
        violations.requireNotNegative(maxBufferBytes, "Producer.Retry.MaxBufferBytes");
    }
}
