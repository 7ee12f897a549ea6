package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A call that does not fit the state of the transaction, such as a commit without a begin. Nothing has changed by it; the
 * message says what the state is, and which call fits.
 */
public final class TransactionStateException extends TransactionException {

    private static final long serialVersionUID = 1L;

    public TransactionStateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
