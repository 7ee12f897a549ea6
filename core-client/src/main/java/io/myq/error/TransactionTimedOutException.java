package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * The transaction was open for longer than {@code Producer.Transaction.Timeout}, and its coordinator has aborted it. Call
 * abortTxn: then the next one can begin. But older clusters (before transactions version 2) fence the producer off with it:
 * there abortTxn throws this too, and the producer can only be closed, and another opened with the same id. The message
 * says which of the two it is.
 */
public final class TransactionTimedOutException extends TransactionException {

    private static final long serialVersionUID = 1L;

    public TransactionTimedOutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
