package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Consumer}: how messages are fetched, and how groups share them.
 *
 * @param group membership in groups
 * @param fetch how much is asked for at a time
 * @param maxWaitTime how long a broker waits for {@code Fetch.Min} bytes before it answers. Default 500 ms
 * @param offsets where groups begin, and when they commit
 * @param retry pause before a partition is tried again after an error. Default 100 ms to 1 s
 * @param maxDecompressedBytes the largest batch after decompression, in bytes: more is refused before memory is taken for it. Default 64 MiB
 */
@RecordBuilder
public record ConsumerConfig(
        GroupConfig group,
        FetchConfig fetch,
        Duration maxWaitTime,
        OffsetsConfig offsets,
        BackoffConfig retry,
        int maxDecompressedBytes)
        implements ConsumerConfigBuilder.With {

    /** The default of every leaf. */
    public static ConsumerConfig defaults() {
        return new ConsumerConfig(
                GroupConfig.defaults(),
                FetchConfig.defaults(),
                Duration.ofMillis(500),
                OffsetsConfig.defaults(),
                BackoffConfig.defaults(),
                67_108_864);
    }

    void validate(Violations violations) {
        group.validate(violations);
        fetch.validate(violations);
        violations.requireMillis(maxWaitTime, "Consumer.MaxWaitTime");
        offsets.validate(violations);
        retry.validate("Consumer", violations);
        violations.require(
                maxDecompressedBytes > 0,
                "Consumer.MaxDecompressedBytes",
                "must be at least 1, but is " + maxDecompressedBytes);
    }
}
