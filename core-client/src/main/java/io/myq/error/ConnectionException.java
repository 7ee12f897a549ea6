package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * No connection to a broker, or it broke. The message names the address and what the peer did; what the application
 * can do is to wait (the client goes on trying) or to correct the address.
 */
public final class ConnectionException extends MyqException {

    private static final long serialVersionUID = 1L;

    public ConnectionException(String message) {
        super(message);
    }

    public ConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
