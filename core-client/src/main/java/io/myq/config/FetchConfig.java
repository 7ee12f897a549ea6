package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * {@code Consumer.Fetch}: how much is asked for at a time.
 *
 * @param min the broker answers when it has this many bytes, or after {@code MaxWaitTime}. Default 1
 * @param defaultBytes {@code Consumer.Fetch.Default}: asked for per partition, in bytes. Default 1 MiB
 * @param max how far what is asked for grows where a message is larger, in bytes per partition; at least {@code
 *     defaultBytes}, 0 for no limit. Default 0
 * @param maxBytes of one whole response, in bytes; at least {@code defaultBytes}. Default 50 MiB
 */
@RecordBuilder
public record FetchConfig(int min, int defaultBytes, int max, int maxBytes) implements FetchConfigBuilder.With {

    /** The default of every leaf. */
    public static FetchConfig defaults() {
        return new FetchConfig(1, 1_048_576, 0, 52_428_800);
    }

    void validate(Violations violations) {
        violations.requireAtLeastOne(min, "Consumer.Fetch.Min");
        violations.requireAtLeastOne(defaultBytes, "Consumer.Fetch.Default");
        violations.requireNotNegative(max, "Consumer.Fetch.Max");
        violations.require(
                max <= 0 || max >= defaultBytes,
                "Consumer.Fetch.Max",
                "must be 0, for no limit, or at least Consumer.Fetch.Default (" + defaultBytes + "), but is " + max);
        violations.requireAtLeastOne(maxBytes, "Consumer.Fetch.MaxBytes");
        violations.require(
                maxBytes >= defaultBytes,
                "Consumer.Fetch.MaxBytes",
                "must be at least Consumer.Fetch.Default (" + defaultBytes + "), but is " + maxBytes);
    }
}
