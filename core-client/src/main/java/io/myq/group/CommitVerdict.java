package io.myq.group;

import io.myq.error.ErrorCode;

/** What an error in the answer to a commit means for it. */
enum CommitVerdict {
    /** The group is being rebalanced: once more when that is over. */
    AFTER_REBALANCE,
    /** The member's epoch has moved on, and this member hears of it soon. */
    AFTER_HEARTBEAT,
    /** The coordinator does not count this member, or not in this generation. */
    EVICTED,
    /** Another broker coordinates the group. */
    ELSEWHERE,
    /** Once more, after a pause. */
    LATER,
    /** No repetition helps, and it concerns the whole group. */
    FATAL,
    /** No repetition helps. */
    FAILED;

    private static final int ATTEMPTS_FOR_GONE_TOPIC = 5;

    /** @param attempts how often the commit was sent */
    static CommitVerdict of(ErrorCode error, int attempts) {
        return switch (error) {
            case REBALANCE_IN_PROGRESS -> AFTER_REBALANCE;
            case STALE_MEMBER_EPOCH -> AFTER_HEARTBEAT;
            case ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, FENCED_MEMBER_EPOCH, GROUP_ID_NOT_FOUND ->
                EVICTED;
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> ELSEWHERE;
            // a topic that is gone must not hold up the commits of others for long
            case UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID -> attempts < ATTEMPTS_FOR_GONE_TOPIC ? LATER : FAILED;
            default -> {
                if (GroupErrors.concernsGroup(error)) {
                    yield FATAL;
                }
                yield error.retriable() || error == ErrorCode.UNKNOWN_SERVER_ERROR ? LATER : FAILED;
            }
        };
    }
}
