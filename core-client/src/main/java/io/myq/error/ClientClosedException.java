package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * The client was closed, or failed as a whole: then the cause is what made it fail, and only a new client helps.
 */
public final class ClientClosedException extends MyqException {

    private static final long serialVersionUID = 1L;

    public ClientClosedException(String message) {
        super(message);
    }

    public ClientClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
