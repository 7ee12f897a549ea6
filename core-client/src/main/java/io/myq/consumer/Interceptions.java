package io.myq.consumer;

import io.myq.config.ConsumerInterceptor;
import io.myq.message.ConsumerMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets {@code Consumer.Interceptors} see what is handed out, and keeps it from harm by them. Called by the threads that
 * poll.
 */
final class Interceptions {

    private static final Logger log = LoggerFactory.getLogger(Interceptions.class);

    private final List<ConsumerInterceptor> interceptors;
    private final AtomicLong failures = new AtomicLong();

    Interceptions(List<ConsumerInterceptor> interceptors) {
        this.interceptors = interceptors;
    }

    /** The messages that are handed out, in the same order; the same list where there is no interceptor. */
    List<ConsumerMessage> apply(List<ConsumerMessage> messages) {
        if (interceptors.isEmpty() || messages.isEmpty()) {
            return messages;
        }
        List<ConsumerMessage> seen = new ArrayList<>(messages.size());
        messages.forEach(message -> seen.add(apply(message)));
        return Collections.unmodifiableList(seen);
    }

    private ConsumerMessage apply(ConsumerMessage message) {
        ConsumerMessage last = message;
        for (ConsumerInterceptor interceptor : interceptors) {
            last = intercept(interceptor, last);
        }
        return last;
    }

    private ConsumerMessage intercept(ConsumerInterceptor interceptor, ConsumerMessage message) {
        try {
            ConsumerMessage seen = interceptor.onConsume(message);
            // an interceptor may well be written where nobody checks for null
            if (seen == null) {
                failed(interceptor, message, "gave null", null);
            } else if (seen.offset() != message.offset()
                    || !seen.topicPartition().equals(message.topicPartition())) {
                // what is marked as done would be another one
                failed(interceptor, message, "gave one of another place, " + seen.position(), null);
            } else {
                return seen;
            }
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            failed(interceptor, message, "threw", e);
        }
        return message;
    }

    /** The 1st, 2nd, 4th, 8th ... is logged: what fails once may fail for every message. */
    private void failed(
            ConsumerInterceptor interceptor, ConsumerMessage message, String what, @Nullable Throwable cause) {
        long count = failures.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            log.warn(
                    "The interceptor {} {} for {}, which is handed on as it was; so far that happened {} times",
                    interceptor,
                    what,
                    message.position(),
                    count,
                    cause);
        }
    }
}
