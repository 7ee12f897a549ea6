package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * Offsets were not committed. What they stand for may be delivered again, to this member or to another.
 */
public final class CommitFailedException extends MyqException {

    private static final long serialVersionUID = 1L;

    public CommitFailedException(String message) {
        super(message);
    }

    public CommitFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
