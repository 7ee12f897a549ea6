package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A broker did not answer a request within its time ({@code Net.ReadTimeout}). Whether it did what was asked is not
 * known.
 */
public final class RequestTimeoutException extends MyqException {

    private static final long serialVersionUID = 1L;

    public RequestTimeoutException(String message) {
        super(message);
    }

    public RequestTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
