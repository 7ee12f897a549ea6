package io.myq.group;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a member of either protocol leaves in order: it gives all its claims up, says so to the group, and waits for handlers
 * of claims that it had given up before. Stateless; on the loop.
 */
final class Departure {

    private Departure() {}

    /**
     * @param limit for handlers and the last commit
     * @param farewell runs what it is given when the coordinator knows, or will not
     * @param left told whether all handlers had returned and the commit succeeded
     */
    static void of(ClaimSet claims, Duration limit, Consumer<Runnable> farewell, Consumer<Boolean> left) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean[] inOrder = {true};
        claims.revoke(claims.partitions(), EndCause.closed(), limit, done -> inOrder[0] = done);
        claims.whenRevoked(() -> farewell.accept(() -> {
            // handlers of claims that were given up before have to return as well
            Duration rest = Duration.ofNanos(Math.max(0, inOrder[0] ? deadline - System.nanoTime() : 0));
            claims.whenAllReturned(rest, returned -> left.accept(inOrder[0] && returned));
        }));
    }
}
