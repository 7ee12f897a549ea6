package io.myq.config;

import java.time.Duration;

/**
 * {@code BackoffFunc}: the pause before an attempt, instead of {@code Backoff} doubled up to {@code MaxBackoff}.
 *
 * <p>Called on the owner loop: it must be quick and must not block. What it throws, and a pause that is negative or
 * {@code null}, is logged and stands for {@code Backoff}.
 */
@FunctionalInterface
public interface BackoffFunction {

    /**
     * @param retries how many attempts have failed, from 1
     * @param maxRetries how many retries there are at most; {@link Integer#MAX_VALUE} for no limit
     * @return the pause before the next one; zero for none
     */
    Duration backoff(int retries, int maxRetries);
}
