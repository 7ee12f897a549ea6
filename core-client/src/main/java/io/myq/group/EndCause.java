package io.myq.group;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a claim ended. Immutable.
 *
 * @param error what went wrong; {@code null} where nothing did
 */
public record EndCause(Reason reason, @Nullable Throwable error) {

    /** What kind of end it is. */
    public enum Reason {
        /** The group shares its partitions anew. What is marked is committed. */
        REBALANCE,
        /** The coordinator no longer counts this member: what is marked and not committed is lost, and the member joins anew. */
        EVICTED,
        /** Another process has the same {@code Consumer.Group.InstanceId}, and has taken this member's place for good. */
        FENCED,
        /** The application closed the member, or the client. */
        CLOSED,
        /** The member cannot go on, and will not by itself. */
        FAILED
    }

    /** @throws NullPointerException without a reason */
    public EndCause {
        Objects.requireNonNull(reason, "reason");
    }

    static EndCause rebalance() {
        return new EndCause(Reason.REBALANCE, null);
    }

    static EndCause closed() {
        return new EndCause(Reason.CLOSED, null);
    }

    static EndCause evicted(Throwable error) {
        return new EndCause(Reason.EVICTED, error);
    }

    /** What ended the member. */
    static EndCause failed(Throwable error) {
        boolean fenced = error instanceof BrokerException broker && broker.error() == ErrorCode.FENCED_INSTANCE_ID;
        return new EndCause(fenced ? Reason.FENCED : Reason.FAILED, error);
    }
}
