package io.myq.producer;

import io.myq.config.ProducerConfig;
import io.myq.message.ProducerMessage;
import org.jspecify.annotations.Nullable;

/**
 * The producer's streams: {@code Producer.Return} says which of the two there are. While there is none, nothing is done
 * or kept for it. Any thread.
 */
final class ResultStreams {

    private static final String SUCCESSES = "Producer.Return.Successes";
    private static final String ERRORS = "Producer.Return.Errors";

    private final @Nullable BoundedResults successes;
    private final @Nullable BoundedResults errors;

    ResultStreams(ProducerConfig config, Counters counters) {
        long most = config.bufferMemory();
        successes = config.returns().successes() ? new BoundedResults(SUCCESSES, most, counters) : null;
        errors = config.returns().errors() ? new BoundedResults(ERRORS, most, counters) : null;
    }

    /** Whether there is any. */
    boolean on() {
        return successes != null || errors != null;
    }

    /** A callback that puts the outcome into its stream, and then tells the other one. */
    SendCallback returning(ProducerMessage message, SendCallback callback) {
        return new ReturningCallback(message, callback, successes, errors);
    }

    ResultStream successes() {
        return required(successes, SUCCESSES);
    }

    ResultStream errors() {
        return required(errors, ERRORS);
    }

    private static ResultStream required(@Nullable BoundedResults stream, String leaf) {
        if (stream == null) {
            throw new IllegalStateException("There is no such stream: " + leaf + " is false");
        }
        return stream;
    }

    void close() {
        if (successes != null) {
            successes.close();
        }
        if (errors != null) {
            errors.close();
        }
    }
}
