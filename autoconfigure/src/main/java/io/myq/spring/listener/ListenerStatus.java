package io.myq.spring.listener;

import io.myq.group.GroupStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener is at one moment. Immutable; any thread.
 *
 * @param id names the listener
 * @param group its consumer group
 * @param topics what it receives
 * @param running whether it was started, and not stopped since
 * @param member its member of the group; {@code null} while it is not running
 */
public record ListenerStatus(
        String id,
        String group,
        List<String> topics,
        boolean running,
        @Nullable GroupStatus member) {

    /** Whether it should receive and cannot, and will not by itself. */
    public boolean failed() {
        return member != null
                && (member.state() == GroupStatus.State.FAILED || member.state() == GroupStatus.State.CLOSED);
    }

    /**
     * What keeps it from receiving for longer than may pass by itself, and what to change: see {@link GroupStatus#problem()}.
     * It goes on by itself when that is over. {@code null} for nothing.
     */
    public @Nullable String problem() {
        return member == null ? null : member.problem();
    }
}
