package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * Another producer with the same transactional id has taken over. What this one had not committed is aborted, and it can do no
 * more: close it.
 */
public final class ProducerFencedException extends TransactionException {

    private static final long serialVersionUID = 1L;

    public ProducerFencedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
