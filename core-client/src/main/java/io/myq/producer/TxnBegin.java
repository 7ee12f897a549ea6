package io.myq.producer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call that waits to begin a transaction, and gives up at some time: one of both happens. Any thread. */
final class TxnBegin extends CompletableFuture<Void> {

    private final AtomicBoolean claimed = new AtomicBoolean();

    /** @return whether the caller decides what becomes of it */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }
}
