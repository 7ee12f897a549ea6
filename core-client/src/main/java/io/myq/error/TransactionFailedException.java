package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * The producer can have no transactions any more, for a reason that will not pass by itself, such as a missing permission.
 * Close it.
 */
public final class TransactionFailedException extends TransactionException {

    private static final long serialVersionUID = 1L;

    public TransactionFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
