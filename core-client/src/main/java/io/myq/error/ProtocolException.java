package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A peer sent bytes that are not what the Kafka protocol says, or a message cannot be expressed in the version that
 * the broker speaks.
 */
public final class ProtocolException extends MyqException {

    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }

    public ProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
