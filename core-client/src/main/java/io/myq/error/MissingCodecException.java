package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A batch needs a compression library that is not on the class path. The message names the artifact to add.
 */
public final class MissingCodecException extends MyqException {

    private static final long serialVersionUID = 1L;

    public MissingCodecException(String message) {
        super(message);
    }

    public MissingCodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
