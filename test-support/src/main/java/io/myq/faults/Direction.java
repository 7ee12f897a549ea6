package io.myq.faults;

/** Which way a frame goes. */
public enum Direction {
    /** From the client to the broker. */
    REQUEST,
    /** From the broker to the client. */
    RESPONSE
}
