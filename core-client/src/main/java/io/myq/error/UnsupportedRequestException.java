package io.myq.error;

/**
 * A request cannot be expressed in a version that the broker speaks: sending it again will not help. Not one byte of it
 * was sent.
 */
public final class UnsupportedRequestException extends ProtocolException {

    private static final long serialVersionUID = 1L;

    public UnsupportedRequestException(String message) {
        super(message);
    }
}
