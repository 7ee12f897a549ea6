package io.myq.error;

/** A broker answered with an error code. The message says to which request, about what, and from which broker. */
public final class BrokerException extends MyqException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    /**
     * @param error what the broker answered
     * @param message what was asked, about which topic-partition or group, at which address
     */
    public BrokerException(ErrorCode error, String message) {
        super(message);
        this.error = error;
    }

    /** What the broker answered. */
    public ErrorCode error() {
        return error;
    }
}
