package io.myq.group;

import io.myq.config.ConsumerConfig;
import io.myq.config.RebalanceRetryConfig;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.Timeout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often in a row a member tried to join in vain, and when it tries again. Owned by the loop. */
final class JoinAttempts {

    private static final Logger log = LoggerFactory.getLogger(JoinAttempts.class);

    /** What a coordinator asks for at once is done at once, but not for ever. */
    private static final int AT_ONCE = 3;

    private final Cluster cluster;
    private final String groupId;
    /** Of any kind. */
    private int failures;
    /** Those that count towards {@code Consumer.Group.Rebalance.Retry.Max}: not what belongs to every join. */
    private int refusals;

    private @Nullable Timeout retry;

    JoinAttempts(Cluster cluster, String groupId) {
        this.cluster = cluster;
        this.groupId = groupId;
    }

    void succeeded() {
        failures = 0;
        refusals = 0;
    }

    /** The coordinator asks for another attempt. @return whether it may be made at once */
    boolean asked() {
        return ++failures <= AT_ONCE;
    }

    /** @return what to end with, when there are to be no more attempts */
    @Nullable
    MyqException failed(MyqException cause) {
        failures++;
        refusals++;
        log.debug("Group {}: attempt {} to join failed: {}", groupId, failures, cause.getMessage());
        if (failures % 20 == 10) {
            log.warn("Group {}: cannot join (attempt {}), tries on: {}", groupId, failures, cause.getMessage());
        }
        int max = settings().max();
        return refusals <= max
                ? null
                : new MyqException(
                        "Group '" + groupId + "' could not be joined in " + refusals
                                + " attempts in a row, and Consumer.Group.Rebalance.Retry.Max allows no more than "
                                + max
                                + " after the first. The last: " + cause.getMessage(),
                        cause);
    }

    boolean isWaiting() {
        return retry != null;
    }

    /** Runs the task after the pause that is due. */
    void later(Runnable task) {
        cancel();
        ConsumerConfig config = cluster.config().consumer();
        Duration first = settings().backoff();
        Duration longest = config.retry().maxBackoff();
        Duration pause = config.retry().backoffFunc() != null
                ? Backoff.pause(config.retry(), failures)
                : Backoff.pause(first, longest.compareTo(first) < 0 ? first : longest, failures);
        retry = cluster.loop().schedule(pause, () -> {
            retry = null;
            task.run();
        });
    }

    void cancel() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }

    private RebalanceRetryConfig settings() {
        return cluster.config().consumer().group().rebalance().retry();
    }
}
