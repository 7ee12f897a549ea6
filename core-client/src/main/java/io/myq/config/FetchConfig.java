package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * {@code Consumer.Fetch}: how much is asked for at a time.
 *
 * @param min the broker answers when it has this many bytes, or after {@code MaxWaitTime}. Default 1
 * @param defaultBytes asked for per partition, in bytes. Default 1 MiB
 * @param maxBytes of one whole response, in bytes; at least {@code defaultBytes}. Default 50 MiB
 */
@RecordBuilder
public record FetchConfig(int min, int defaultBytes, int maxBytes) implements FetchConfigBuilder.With {

    /** The default of every leaf. */
    public static FetchConfig defaults() {
        return new FetchConfig(1, 1_048_576, 52_428_800);
    }

    void validate(Violations violations) {
        violations.require(min > 0, "Consumer.Fetch.Min", "must be at least 1, but is " + min);
        violations.require(
                defaultBytes > 0, "Consumer.Fetch.DefaultBytes", "must be at least 1, but is " + defaultBytes);
        violations.require(maxBytes > 0, "Consumer.Fetch.MaxBytes", "must be at least 1, but is " + maxBytes);
        violations.require(
                maxBytes >= defaultBytes,
                "Consumer.Fetch.MaxBytes",
                "must be at least Consumer.Fetch.DefaultBytes (" + defaultBytes + "), but is " + maxBytes);
    }
}
