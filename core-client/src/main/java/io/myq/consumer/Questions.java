package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.MyqException;
import io.myq.error.RequestTimeoutException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.network.Waits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for an answer of the cluster on the thread that asks, and asks again with back-off after what may pass, until its
 * time is over. Any thread but the loop.
 */
final class Questions {

    /** One attempt, begun on the loop, which completes the answer there. */
    interface Attempt<T> {
        void begin(CompletableFuture<T> answer);
    }

    private final FetchContext context;

    Questions(FetchContext context) {
        this.context = context;
    }

    /**
     * @param what is asked, for errors
     * @throws RequestTimeoutException after the timeout, with what the last attempt failed with
     * @throws MyqException at once where asking again is of no use
     */
    <T> T ask(String what, Duration timeout, Attempt<T> attempt) throws InterruptedException {
        long deadline = System.nanoTime() + Waits.nanos(timeout);
        MyqException last = null;
        for (int failures = 1; ; failures++) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            context.cluster().loop().execute(() -> attempt.begin(answer));
            try {
                return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw timedOut(what, timeout, failures, last);
            } catch (ExecutionException e) {
                last = checked(e.getCause());
            }
            pause(Backoff.pause(context.config().retry().backoff(), Duration.ofSeconds(1), failures), deadline);
            if (System.nanoTime() - deadline >= 0) {
                throw timedOut(what, timeout, failures, last);
            }
        }
    }

    private static MyqException checked(@Nullable Throwable cause) {
        if (!(cause instanceof MyqException failure)) {
            throw new MyqException("Asking the cluster failed", cause);
        }
        if (failure instanceof BrokerException broker && !broker.error().retriable()) {
            throw failure;
        }
        return failure;
    }

    private void pause(Duration backoff, long deadline) throws InterruptedException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        context.cluster().loop().execute(() -> context.cluster().loop().schedule(backoff, () -> over.complete(null)));
        try {
            over.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the time of the question is over before the pause: its caller sees that
            over.cancel(false);
        }
    }

    private static RequestTimeoutException timedOut(
            String what, Duration timeout, int attempts, @Nullable MyqException last) {
        return new RequestTimeoutException(
                "The cluster was asked for " + what + " and did not answer within " + timeout.toMillis() + " ms ("
                        + attempts + (attempts == 1 ? " attempt" : " attempts") + ")"
                        + (last == null ? "" : ": " + last.getMessage()),
                last);
    }
}
