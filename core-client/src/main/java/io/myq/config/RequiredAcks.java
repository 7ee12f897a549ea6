package io.myq.config;

/** Which brokers must have a batch before it counts as written. */
public enum RequiredAcks {
    /** The broker does not answer at all: a message counts as acknowledged when it was handed to the socket. */
    NO_RESPONSE(0),
    /** The leader has it. */
    WAIT_FOR_LOCAL(1),
    /** All in-sync replicas have it. */
    WAIT_FOR_ALL(-1);

    private final short code;

    RequiredAcks(int code) {
        this.code = (short) code;
    }

    /** The number on the wire. */
    public short code() {
        return code;
    }
}
