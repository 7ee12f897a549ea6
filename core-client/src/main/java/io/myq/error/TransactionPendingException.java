package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A begin, commit or abort did not come to its end in time. Nothing is decided by that: the same call goes on where this one
 * stopped. After a commit it may be that the transaction is committed already.
 */
public final class TransactionPendingException extends TransactionException {

    private static final long serialVersionUID = 1L;

    public TransactionPendingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
