package io.myq.group;

import io.myq.error.CommitFailedException;
import io.myq.internal.network.Timeout;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives some claims up: ends them, waits until their handlers have returned or the time is over, commits their marks.
 * Owned by the loop.
 */
final class Revocation {

    private static final Logger log = LoggerFactory.getLogger(Revocation.class);
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(5);

    /** Takes the outcome, once. */
    interface End {
        void accept(Revocation revocation, Set<ClaimRunner> late, @Nullable CommitFailedException failure);
    }

    private final ClaimContext context;
    private final List<ClaimRunner> runners;
    private final EndCause cause;
    private final Duration limit;
    private final Consumer<Boolean> then;
    private final End end;
    private final Set<ClaimRunner> waiting;
    private @Nullable Timeout timer;
    private boolean committing;
    private boolean ended;

    Revocation(
            ClaimContext context,
            List<ClaimRunner> runners,
            EndCause cause,
            Duration limit,
            Consumer<Boolean> then,
            End end) {
        this.context = context;
        this.runners = runners;
        this.cause = cause;
        this.limit = limit;
        this.then = then;
        this.end = end;
        this.waiting = new HashSet<>(runners);
    }

    List<ClaimRunner> runners() {
        return runners;
    }

    EndCause cause() {
        return cause;
    }

    Consumer<Boolean> then() {
        return then;
    }

    /** @param commits {@code null} when nothing can be committed any more */
    void begin(@Nullable OffsetCommits commits, Consumer<ClaimRunner> lateReturn) {
        Duration quarter = limit.dividedBy(4);
        Duration commitLimit =
                commits == null ? Duration.ZERO : quarter.compareTo(LONGEST_COMMIT) < 0 ? quarter : LONGEST_COMMIT;
        if (runners.isEmpty()) {
            context.cluster().loop().execute(() -> end(null));
            return;
        }
        timer = context.cluster().loop().schedule(limit.minus(commitLimit), () -> {
            log.warn(
                    "Group {}: the handlers of {} have not returned {} ms after their claims ended. The group does not"
                            + " wait for them: what they are at may be done a second time elsewhere. Let handlers look at"
                            + " isActive(), or raise Consumer.Group.Rebalance.Timeout",
                    context.groupId(),
                    waiting.stream().map(ClaimRunner::partition).toList(),
                    limit.minus(commitLimit).toMillis());
            commit(commits, commitLimit);
        });
        for (ClaimRunner runner : runners) {
            runner.end(cause, () -> {
                waiting.remove(runner);
                if (ended) {
                    lateReturn.accept(runner);
                } else if (!committing && waiting.isEmpty()) {
                    commit(commits, commitLimit);
                }
            });
        }
    }

    private void commit(@Nullable OffsetCommits commits, Duration commitLimit) {
        committing = true;
        if (timer != null) {
            timer.cancel();
        }
        if (commits != null && context.consumerConfig().offsets().autoCommit().enable()) {
            commits.commit(runners.stream().map(ClaimRunner::mark).toList(), commitLimit, this::end);
        } else {
            end(null);
        }
    }

    private void end(@Nullable CommitFailedException failure) {
        ended = true;
        end.accept(this, Set.copyOf(waiting), failure);
    }
}
