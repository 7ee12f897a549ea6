package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A peer sent bytes that are not what the Kafka protocol says. What it was asked can be asked again; what cannot even be
 * asked is an {@link UnsupportedRequestException}.
 */
public sealed class ProtocolException extends MyqException permits UnsupportedRequestException {

    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }

    public ProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
