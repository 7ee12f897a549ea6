package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of all that myq throws: unchecked, with a message that says what happened, where, and what to change.
 */
public class MyqException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MyqException(String message) {
        super(message);
    }

    public MyqException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
