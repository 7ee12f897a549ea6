package io.myq.producer;

import static io.myq.producer.ProducerTxnStatusFlag.ABORTING_TRANSACTION;
import static io.myq.producer.ProducerTxnStatusFlag.COMMITTING_TRANSACTION;
import static io.myq.producer.ProducerTxnStatusFlag.END_TRANSACTION;
import static io.myq.producer.ProducerTxnStatusFlag.IN_ERROR;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The states of a transactional producer, and which may follow which. Immutable; any thread. */
enum TxnState {
    UNINITIALIZED(EnumSet.of(ProducerTxnStatusFlag.UNINITIALIZED)),
    INITIALIZING(EnumSet.of(ProducerTxnStatusFlag.INITIALIZING)),
    READY(EnumSet.of(ProducerTxnStatusFlag.READY)),
    IN_TRANSACTION(EnumSet.of(ProducerTxnStatusFlag.IN_TRANSACTION)),
    COMMITTING(EnumSet.of(END_TRANSACTION, COMMITTING_TRANSACTION)),
    ABORTING(EnumSet.of(END_TRANSACTION, ABORTING_TRANSACTION)),
    ABORTABLE_ERROR(EnumSet.of(IN_ERROR, ProducerTxnStatusFlag.ABORTABLE_ERROR)),
    FATAL_ERROR(EnumSet.of(IN_ERROR, ProducerTxnStatusFlag.FATAL_ERROR));

    private final Set<ProducerTxnStatusFlag> flags;

    TxnState(EnumSet<ProducerTxnStatusFlag> flags) {
        this.flags = Collections.unmodifiableSet(flags);
    }

    Set<ProducerTxnStatusFlag> flags() {
        return flags;
    }

    boolean mayBecome(TxnState next) {
        return switch (this) {
            case UNINITIALIZED -> next == INITIALIZING || next == FATAL_ERROR;
            case INITIALIZING -> next == READY || next == UNINITIALIZED || next == FATAL_ERROR;
            case READY -> next == IN_TRANSACTION || next == INITIALIZING || next == FATAL_ERROR;
            case IN_TRANSACTION ->
                next == COMMITTING || next == ABORTING || next == ABORTABLE_ERROR || next == FATAL_ERROR;
            // a commit that cannot have reached the coordinator may still be aborted
            case COMMITTING ->
                next == READY
                        || next == INITIALIZING
                        || next == ABORTING
                        || next == ABORTABLE_ERROR
                        || next == FATAL_ERROR;
            case ABORTING -> next == READY || next == INITIALIZING || next == FATAL_ERROR;
            case ABORTABLE_ERROR -> next == ABORTING || next == FATAL_ERROR;
            case FATAL_ERROR -> false;
        };
    }

    /** Whether batches go out. */
    boolean sends() {
        return this == IN_TRANSACTION || this == COMMITTING;
    }

    /** Whether messages that have not been sent are failed instead. */
    boolean discards() {
        return this == ABORTING || this == ABORTABLE_ERROR || this == FATAL_ERROR;
    }

    /** Whether there is a transaction, in whatever condition. */
    boolean open() {
        return this == IN_TRANSACTION || this == COMMITTING || this == ABORTING || this == ABORTABLE_ERROR;
    }
}
