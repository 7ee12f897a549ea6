package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code Producer.Transaction}: messages that become visible together, or not at all (KIP-98).
 *
 * @param id names the producer across restarts: a new one with the same id fences the old one off. {@code null} for no
 *     transactions. Default {@code null}
 * @param timeout after so long the coordinator aborts a transaction that is still open; at most the broker's {@code
 *     transaction.max.timeout.ms}, by default 15 min. Default 1 min
 * @param retry of requests to the coordinator. Default 50 times, 100 ms to 1 s apart
 */
@RecordBuilder
public record TransactionConfig(@Nullable String id, Duration timeout, RetryConfig retry)
        implements TransactionConfigBuilder.With {

    /** The default of every leaf. */
    public static TransactionConfig defaults() {
        return new TransactionConfig(null, Duration.ofMinutes(1), RetryConfig.times(50));
    }

    void validate(boolean idempotent, Violations violations) {
        violations.require(id == null || !id.isBlank(), "Producer.Transaction.ID", "must not be blank");
        violations.require(
                id == null || idempotent,
                "Producer.Idempotent",
                "must be true while Producer.Transaction.ID is set, but is false");
        violations.requireMillis(timeout, "Producer.Transaction.Timeout");
        retry.validate("Producer.Transaction", violations);
    }
}
