package io.myq.group;

import io.myq.error.CommitFailedException;
import io.myq.error.MyqException;
import io.myq.internal.network.Timeout;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something to commit, until it is committed, refused, or its time is over. Owned by the loop. */
final class CommitJob {

    final Collection<Mark> marks;
    final Duration limit;
    final Consumer<@Nullable CommitFailedException> done;

    @Nullable
    MyqException lastFailure;

    @Nullable
    Timeout expiry;

    int attempts;

    /** Attempts that failed, for another reason than that the group is being rebalanced. */
    int failures;

    /**
     * @param limit how long it is tried
     * @param done told once, with {@code null} for success
     */
    CommitJob(Collection<Mark> marks, Duration limit, Consumer<@Nullable CommitFailedException> done) {
        this.marks = marks;
        this.limit = limit;
        this.done = done;
    }

    CommitFailedException failure(String groupId, MyqException cause) {
        return new CommitFailedException(
                "Offsets of group '" + groupId + "' were not committed (" + marks + "): " + cause.getMessage()
                        + ". What they stand for may be delivered again",
                cause);
    }
}
