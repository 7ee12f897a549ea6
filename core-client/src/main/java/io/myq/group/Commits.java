package io.myq.group;

import io.myq.error.CommitFailedException;
import io.myq.internal.network.SerialExecutor;
import io.myq.internal.network.Waits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What whoever asked for a commit gets of it. Stateless; any thread. */
final class Commits {

    /** For the result to come from the loop when the commit's own time is over. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private Commits() {}

    /** What depends on the future is application code, and does not run on the loop. */
    static void complete(
            SerialExecutor executor, CompletableFuture<Void> commit, @Nullable CommitFailedException failure) {
        executor.execute(() -> {
            if (failure == null) {
                commit.complete(null);
            } else {
                commit.completeExceptionally(failure);
            }
        });
    }

    /**
     * Waits for it; for threads that may block.
     *
     * @throws CommitFailedException with what the commit failed with, on this thread's stack
     */
    static void await(CompletableFuture<Void> commit, String groupId, Duration limit) throws InterruptedException {
        try {
            commit.get(Waits.nanos(limit) + SLACK.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new CommitFailedException(String.valueOf(cause == null ? e : cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new CommitFailedException(
                    "Offsets of group '" + groupId + "' were not committed within " + limit.toMillis() + " ms", e);
        }
    }
}
