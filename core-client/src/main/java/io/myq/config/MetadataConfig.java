package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Metadata}: what the client knows of the cluster, and how it keeps that up to date.
 *
 * @param retry pause between attempts; the client never gives up refreshing. Default 100 ms to 1 s
 * @param refreshFrequency pause between refreshes in the background. Default 10 min
 * @param allowAutoTopicCreation whether asking for an unknown topic may create it, where the broker allows that too. Default true
 */
@RecordBuilder
public record MetadataConfig(BackoffConfig retry, Duration refreshFrequency, boolean allowAutoTopicCreation)
        implements MetadataConfigBuilder.With {

    /** The default of every leaf. */
    public static MetadataConfig defaults() {
        return new MetadataConfig(BackoffConfig.defaults(), Duration.ofMinutes(10), true);
    }

    void validate(Violations violations) {
        retry.validate("Metadata", violations);
        violations.requirePositive(refreshFrequency, "Metadata.RefreshFrequency");
    }
}
