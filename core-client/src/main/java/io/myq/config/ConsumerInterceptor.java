package io.myq.config;

import io.myq.message.ConsumerMessage;

/**
 * {@code Consumer.Interceptors}: sees each message before the application gets it, and may replace it.
 *
 * <p>Called on the thread that takes messages, in the order of the list: several at a time where several threads do, so it
 * must be thread-safe. Only messages that are really handed out are seen; one that is read anew after a failure is seen
 * again. What it throws is logged, and the message is handed on as it was.
 */
@FunctionalInterface
public interface ConsumerInterceptor {

    /**
     * @param message as it came, or as the interceptor before left it
     * @return the message that is handed out: the same, or another of the same topic, partition and offset
     */
    ConsumerMessage onConsume(ConsumerMessage message);
}
