package io.myq.config;

import java.time.Duration;

/**
 * {@code Metadata}: what the client knows of the cluster, and how it keeps that up to date.
 *
 * @param retry pause between attempts; the client never gives up refreshing. Default 100 ms to 1 s
 * @param refreshFrequency pause between refreshes in the background. Default 10 min
 * @param allowAutoTopicCreation whether asking for an unknown topic may create it, where the broker allows that too. Default true
 */
public record MetadataConfig(BackoffConfig retry, Duration refreshFrequency, boolean allowAutoTopicCreation) {

    /** The default of every leaf. */
    public static MetadataConfig defaults() {
        return new MetadataConfig(BackoffConfig.defaults(), Duration.ofMinutes(10), true);
    }

    public MetadataConfig withRetry(BackoffConfig retry) {
        return new MetadataConfig(retry, refreshFrequency, allowAutoTopicCreation);
    }

    public MetadataConfig withRefreshFrequency(Duration refreshFrequency) {
        return new MetadataConfig(retry, refreshFrequency, allowAutoTopicCreation);
    }

    public MetadataConfig withAllowAutoTopicCreation(boolean allowAutoTopicCreation) {
        return new MetadataConfig(retry, refreshFrequency, allowAutoTopicCreation);
    }

    void validate(Violations violations) {
        retry.validate("Metadata", violations);
        violations.requirePositive(refreshFrequency, "Metadata.RefreshFrequency");
    }
}
