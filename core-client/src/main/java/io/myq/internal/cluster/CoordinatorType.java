package io.myq.internal.cluster;

/** What a coordinator coordinates, with its number on the wire (FindCoordinator). */
public enum CoordinatorType {
    GROUP(0),
    TRANSACTION(1);

    private final byte code;

    CoordinatorType(int code) {
        this.code = (byte) code;
    }

    /** The number on the wire. */
    public byte code() {
        return code;
    }
}
