package io.myq.config;

import io.myq.message.ProducerMessage;

/**
 * {@code Producer.Interceptors}: sees each message once, before it gets its partition, and may replace it. Retries do not
 * call it again.
 *
 * <p>Called on the sending application threads, many at a time, in the order of the list: it must be thread-safe and
 * should be quick. What it throws fails that one message as not written.
 */
@FunctionalInterface
public interface ProducerInterceptor {

    /** @return the message that is sent: the same, or another */
    ProducerMessage onSend(ProducerMessage message);
}
