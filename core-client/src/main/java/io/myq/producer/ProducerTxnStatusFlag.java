package io.myq.producer;

/** What can be said of the state of a producer's transactions; some states are more than one of these. */
public enum ProducerTxnStatusFlag {
    /** There is no producer id, and none is being asked for. */
    UNINITIALIZED,
    /** A producer id, or another epoch of it, is being asked for. */
    INITIALIZING,
    /** A transaction can begin. */
    READY,
    /** A transaction is open. */
    IN_TRANSACTION,
    /** A transaction is being ended, one way or the other. */
    END_TRANSACTION,
    /** Something failed: see the other flag. */
    IN_ERROR,
    /** The end is a commit. */
    COMMITTING_TRANSACTION,
    /** The end is an abort. */
    ABORTING_TRANSACTION,
    /** The transaction can only be aborted. */
    ABORTABLE_ERROR,
    /** There will be no more transactions. */
    FATAL_ERROR
}
