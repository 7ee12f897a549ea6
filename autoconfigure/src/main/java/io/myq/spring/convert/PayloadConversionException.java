package io.myq.spring.convert;

import io.myq.error.MyqException;
import org.jspecify.annotations.Nullable;

/** A payload, key or header does not fit the type that the application asked for. The message says which, where and why. */
public final class PayloadConversionException extends MyqException {

    private static final long serialVersionUID = 1L;

    public PayloadConversionException(String message) {
        super(message);
    }

    public PayloadConversionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
