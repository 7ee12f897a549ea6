package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Net}: connections to brokers.
 *
 * @param maxOpenRequests unanswered requests per connection, at least 1; with an idempotent producer at most 5 (the broker
 *     remembers five batches per producer and partition). Default 5
 * @param dialTimeout for resolving, connecting and negotiating versions with one address. Default 10 s
 * @param readTimeout for the answer to one request, from the moment it is handed to the connection. Default 30 s
 */
@RecordBuilder
public record NetConfig(int maxOpenRequests, Duration dialTimeout, Duration readTimeout)
        implements NetConfigBuilder.With {

    /** The default of every leaf. */
    public static NetConfig defaults() {
        return new NetConfig(5, Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    void validate(Violations violations) {
        violations.require(maxOpenRequests > 0, "Net.MaxOpenRequests", "must be at least 1, but is " + maxOpenRequests);
        violations.requirePositive(dialTimeout, "Net.DialTimeout");
        violations.requirePositive(readTimeout, "Net.ReadTimeout");
    }
}
