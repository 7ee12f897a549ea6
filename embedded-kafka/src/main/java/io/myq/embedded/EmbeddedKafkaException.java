package io.myq.embedded;

import org.jspecify.annotations.Nullable;

/**
 * The embedded cluster could not do what it was asked to; the message says which node, why, and what the broker logged last.
 *
 * <p>Thrown on the calling thread.
 */
public final class EmbeddedKafkaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedKafkaException(String message) {
        this(message, null);
    }

    EmbeddedKafkaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
