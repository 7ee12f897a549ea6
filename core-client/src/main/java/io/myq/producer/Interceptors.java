package io.myq.producer;

import io.myq.config.ProducerInterceptor;
import io.myq.error.NotWrittenException;
import io.myq.message.ProducerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets each message pass the application's interceptors, once, on the sender's thread. Immutable; any thread. */
final class Interceptors {

    private final ProducerInterceptor[] interceptors;

    private Interceptors(List<ProducerInterceptor> interceptors) {
        this.interceptors = interceptors.toArray(ProducerInterceptor[]::new);
    }

    /** {@code null} for none. */
    static @Nullable Interceptors of(List<ProducerInterceptor> interceptors) {
        return interceptors.isEmpty() ? null : new Interceptors(interceptors);
    }

    /**
     * @return the message to send
     * @throws NotWrittenException when one of them throws, or returns nothing; those after it do not see the message
     */
    ProducerMessage onSend(ProducerMessage message) {
        ProducerMessage current = message;
        for (int i = 0; i < interceptors.length; i++) {
            ProducerMessage next;
            try {
                next = interceptors[i].onSend(current);
            } catch (Throwable e) {
                throw new NotWrittenException(describe(message, i) + " threw: " + e, e);
            }
            if (next == null) {
                throw new NotWrittenException(
                        describe(message, i) + " returned null. An interceptor has to return the message that is sent;"
                                + " one that it does not want to be sent it can refuse with an exception.",
                        null);
            }
            current = next;
        }
        return current;
    }

    private String describe(ProducerMessage message, int index) {
        return "Not written: a message to topic '" + message.topic() + "': interceptor " + (index + 1) + " of "
                + interceptors.length + ", " + interceptors[index];
    }
}
