package io.myq.error;

import org.jspecify.annotations.Nullable;

/** The request left and no answer came in time: the message may or may not be in the log. Sending it again may double it. */
public final class OutcomeUnknownException extends SendException {

    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
