package io.myq.group;

import java.time.Duration;
import java.util.function.Consumer;

/** One membership in a group, by whichever protocol: joins, stays, and joins again until it leaves. Owned by the loop. */
interface Member extends OffsetCommits.Events {

    /** Begins to join. Once. */
    void start();

    /**
     * Gives everything up and leaves. Once.
     *
     * @param limit for handlers and the last commit
     * @param left told when the coordinator knows, or will not: whether all handlers had returned and the commit succeeded
     */
    void leave(Duration limit, Consumer<Boolean> left);
}
