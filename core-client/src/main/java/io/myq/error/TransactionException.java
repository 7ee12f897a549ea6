package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A transaction could not go on. Which of its kinds it is says what to do: correct the call ({@link
 * TransactionStateException}), call again ({@link TransactionPendingException}), abort ({@link
 * TransactionAbortableException}, {@link TransactionTimedOutException}), or end this producer ({@link
 * ProducerFencedException}, {@link TransactionFailedException}).
 */
public abstract sealed class TransactionException extends MyqException
        permits TransactionStateException,
                TransactionPendingException,
                TransactionAbortableException,
                ProducerFencedException,
                TransactionTimedOutException,
                TransactionFailedException {

    private static final long serialVersionUID = 1L;

    TransactionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
