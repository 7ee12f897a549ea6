package io.myq.group;

import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import org.jspecify.annotations.Nullable;

/**
 * The member tells commits what to do, and they tell it: one of the two has to be named before. Owned by the loop.
 */
final class LateEvents implements OffsetCommits.Events {
    OffsetCommits.@Nullable Events target;

    @Override
    public void onRebalance() {
        if (target != null) {
            target.onRebalance();
        }
    }

    @Override
    public void onEvicted(ErrorCode error, int generation) {
        if (target != null) {
            target.onEvicted(error, generation);
        }
    }

    @Override
    public void fatal(MyqException cause) {
        if (target != null) {
            target.fatal(cause);
        }
    }
}
