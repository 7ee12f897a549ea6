package io.myq.spring.listener;

/**
 * Decides what becomes of messages that a listener could not take. A bean of this type replaces the default, which reports
 * them at ERROR and goes on.
 *
 * <p>Called on the claim's thread, while the partition waits and the listener's turn is held. Thread-safe: the claims of
 * one listener call it at the same time.
 */
@FunctionalInterface
public interface ListenerErrorHandler {

    /**
     * Takes care of a failure. When it returns, the messages count as done, and the partition goes on.
     *
     * @throws Exception to have them delivered again: the claim begins anew after {@code myq.consumer.retry.backoff}, from
     *     the first message that is not done
     */
    void handle(ListenerFailure failure) throws Exception;
}
