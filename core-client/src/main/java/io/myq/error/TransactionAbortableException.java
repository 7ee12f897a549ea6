package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * The transaction cannot be committed, because something in it failed. Abort it; then the next one can begin.
 */
public final class TransactionAbortableException extends TransactionException {

    private static final long serialVersionUID = 1L;

    public TransactionAbortableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
