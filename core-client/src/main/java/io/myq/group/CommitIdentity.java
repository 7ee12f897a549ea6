package io.myq.group;

import io.myq.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** As whom offsets are committed: a member of the group in its generation, or nobody. Used by the loop. */
interface CommitIdentity {

    /** Somebody who is no member: the coordinator takes the offsets while the group has no members. */
    CommitIdentity NOBODY = new CommitIdentity() {
        @Override
        public String memberId() {
            return "";
        }

        @Override
        public int generation() {
            return -1;
        }

        @Override
        public String hint(ErrorCode error) {
            return error == ErrorCode.UNKNOWN_MEMBER_ID
                    ? ". The group has members, and takes offsets of nobody else: use another group id, or ConsumerGroup"
                    : "";
        }

        @Override
        public boolean canCommit() {
            return true;
        }
    };

    /** Empty for nobody. */
    String memberId();

    /** The generation, or the member's epoch; -1 for nobody. */
    int generation();

    /** Of a member of the consumer protocol, which the coordinator compares when it is asked for offsets; else -1. */
    default int memberEpoch() {
        return -1;
    }

    /** Of a static member. */
    default @Nullable String instanceId() {
        return null;
    }

    /** What to change, to be put after an error; empty when there is nothing to say. */
    default String hint(ErrorCode error) {
        return "";
    }

    /** Whether the coordinator would take a commit now. */
    boolean canCommit();
}
