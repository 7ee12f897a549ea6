package io.myq.group;

import io.myq.internal.cluster.Backoff;
import io.myq.message.TopicPartition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often in a row the handler of one claim came to an end although the claim had not, and what is logged of it: all of
 * the first and of the 5th, 10th, 20th, 40th ..., and a line of those between. Owned by the loop.
 */
final class HandlerFailures {

    private static final Logger log = LoggerFactory.getLogger(HandlerFailures.class);

    private final ClaimContext context;
    private final TopicPartition partition;
    private int count;
    private long markedAtFailure = -1;
    private @Nullable Class<?> lastKind;

    HandlerFailures(ClaimContext context, TopicPartition partition) {
        this.context = context;
        this.partition = partition;
    }

    /**
     * Once more.
     *
     * @param marked a higher offset than before begins a new row
     * @return when the handler is to begin anew
     */
    Duration count(long marked) {
        count = marked > markedAtFailure ? 1 : count + 1;
        markedAtFailure = marked;
        return Backoff.pause(context.consumerConfig().retry(), count);
    }

    /** @param failure {@code null} when it just returned */
    void log(@Nullable Throwable failure, Duration pause, String where) {
        boolean inFull = isShownInFull(count, failure);
        lastKind = failure == null ? null : failure.getClass();
        if (failure == null) {
            log.warn(
                    "Group {}: the handler of {} returned although its claim is active; it begins anew in {} ms at {}",
                    context.groupId(),
                    partition,
                    pause.toMillis(),
                    where);
        } else if (inFull) {
            log.error(
                    "Group {}: the handler of {} failed (time {} in a row); it begins anew in {} ms at {}",
                    context.groupId(),
                    partition,
                    count,
                    pause.toMillis(),
                    where,
                    failure);
        } else {
            log.error(
                    "Group {}: the handler of {} failed again (time {} in a row); it begins anew in {} ms at {}: {}",
                    context.groupId(),
                    partition,
                    count,
                    pause.toMillis(),
                    where,
                    String.valueOf(failure));
        }
    }

    private boolean isShownInFull(int times, @Nullable Throwable failure) {
        boolean other = failure != null && failure.getClass() != lastKind;
        return times == 1 || other || (times % 5 == 0 && Integer.bitCount(times / 5) == 1);
    }
}
