package io.myq.producer;

import io.myq.config.RetryConfig;
import io.myq.internal.cluster.Backoff;
import java.time.Duration;

/** How often, and how far apart, requests to coordinators are repeated: {@code Producer.Transaction.Retry}. Immutable. */
record TxnRetries(RetryConfig config) {

    /** While the transaction before is still being completed: that takes a few milliseconds as a rule. */
    static final Duration BRIEF = Duration.ofMillis(20);

    boolean isLast(int attempts) {
        return attempts > config.max();
    }

    /**
     * @param attempts so far, from 1
     * @param brief whether what is waited for is under way
     */
    Duration pause(int attempts, boolean brief) {
        if (brief && config.backoffFunc() == null && BRIEF.compareTo(config.backoff()) < 0) {
            return Backoff.pause(BRIEF, config.maxBackoff(), attempts);
        }
        return Backoff.pause(config, attempts);
    }
}
