package io.myq.error;

import org.jspecify.annotations.Nullable;

/** The message is certainly not in the log: it never left, or the broker refused it. Sending it again is safe. */
public final class NotWrittenException extends SendException {

    private static final long serialVersionUID = 1L;

    public NotWrittenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
