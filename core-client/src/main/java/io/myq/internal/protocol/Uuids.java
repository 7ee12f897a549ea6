package io.myq.internal.protocol;

import java.util.UUID;

/** The UUIDs that mean something in the protocol. Constants, for every thread. */
public final class Uuids {
    /** Stands for "no topic id". */
    public static final UUID ZERO = new UUID(0, 0);

    private Uuids() {}
}
