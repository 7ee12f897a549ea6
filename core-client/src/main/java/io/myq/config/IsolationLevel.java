package io.myq.config;

/** Which messages of transactions are read. */
public enum IsolationLevel {
    /** All, as they are written. */
    READ_UNCOMMITTED,
    /** Those of transactions that were committed, once they are; what comes behind an open transaction waits for its end. */
    READ_COMMITTED
}
