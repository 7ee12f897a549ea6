package io.myq.producer;

import io.myq.error.ErrorCode;

/** What a coordinator's answer means for a transaction, whichever request it answers. Immutable; any thread. */
enum TxnVerdict {
    DONE,
    /** The same again after a pause: all requests of transactions can be repeated. */
    AGAIN,
    /** The same, at the coordinator that is looked up anew. */
    ELSEWHERE,
    /** This transaction cannot be committed. */
    ABORTABLE,
    /** This producer is not the newest with its transactional id, or its transaction timed out. */
    FENCED,
    /** It will never be otherwise. */
    FATAL;

    static TxnVerdict of(ErrorCode error) {
        return switch (error) {
            case NONE -> DONE;
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> ELSEWHERE;
            case INVALID_PRODUCER_EPOCH, PRODUCER_FENCED -> FENCED;
            case TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    CLUSTER_AUTHORIZATION_FAILED,
                    INVALID_TRANSACTION_TIMEOUT,
                    INVALID_REQUEST,
                    UNSUPPORTED_VERSION,
                    UNSUPPORTED_FOR_MESSAGE_FORMAT -> FATAL;
            case UNKNOWN_SERVER_ERROR -> AGAIN;
            default -> error.retriable() ? AGAIN : ABORTABLE;
        };
    }
}
