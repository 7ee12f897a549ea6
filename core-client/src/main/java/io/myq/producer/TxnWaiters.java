package io.myq.producer;

import io.myq.error.TransactionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a transaction to begin, and who waits for it to end. Owned by the owner loop.
 *
 * <p>A waiter is forgotten before it is told, for it may come back at once.
 */
final class TxnWaiters {

    private final List<TxnBegin> beginners = new ArrayList<>();
    private final List<CompletableFuture<Void>> enders = new ArrayList<>();

    void awaitBegin(TxnBegin waiter) {
        beginners.add(waiter);
    }

    boolean beginAwaited() {
        return !beginners.isEmpty();
    }

    /** All that wait for a beginning; the caller tells them. */
    List<TxnBegin> takeBegin() {
        return take(beginners);
    }

    void failBegin(TransactionException cause) {
        complete(beginners, cause);
    }

    void awaitEnd(CompletableFuture<Void> waiter) {
        enders.add(waiter);
    }

    void ended() {
        complete(enders, null);
    }

    void failEnd(TransactionException cause) {
        complete(enders, cause);
    }

    private static <T> List<T> take(List<T> waiters) {
        List<T> all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }

    private static void complete(
            List<? extends CompletableFuture<Void>> waiters, @Nullable TransactionException cause) {
        for (CompletableFuture<Void> waiter : take(waiters)) {
            if (cause == null) {
                waiter.complete(null);
            } else {
                waiter.completeExceptionally(cause);
            }
        }
    }
}
