package io.myq.config;

/** Where a group begins in a partition for which it has no committed offset. */
public enum OffsetInitial {
    /** At the end: only what is written from now on. */
    NEWEST,
    /** At the beginning of what the broker still has. */
    OLDEST
}
