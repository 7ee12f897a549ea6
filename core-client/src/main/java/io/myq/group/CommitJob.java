package io.myq.group;

import io.myq.error.CommitFailedException;
import io.myq.error.MyqException;
import io.myq.internal.network.Timeout;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something to commit, until it is committed, refused, or its time is over. Owned by the loop. */
final class CommitJob {

    final Collection<Mark> marks;
    final Consumer<@Nullable CommitFailedException> done;

    @Nullable
    MyqException lastFailure;

    @Nullable
    Timeout expiry;

    int attempts;

    /** @param done told once, with {@code null} for success */
    CommitJob(Collection<Mark> marks, Consumer<@Nullable CommitFailedException> done) {
        this.marks = marks;
        this.done = done;
    }
}
