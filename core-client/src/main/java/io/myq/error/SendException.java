package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A message was not acknowledged. It is one of two: {@link NotWrittenException} (it is not in the log, so sending it
 * again is safe) or {@link OutcomeUnknownException} (it may be in the log).
 */
public abstract sealed class SendException extends MyqException permits NotWrittenException, OutcomeUnknownException {

    private static final long serialVersionUID = 1L;

    SendException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
