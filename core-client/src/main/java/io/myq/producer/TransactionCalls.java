package io.myq.producer;

import io.myq.error.ClientClosedException;
import io.myq.error.MyqException;
import io.myq.error.TransactionException;
import io.myq.error.TransactionStateException;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The calls of applications on transactions: each hands its work to the owner loop, and waits. Any thread. */
final class TransactionCalls {

    private final Pipeline pipeline;
    private final TransactionManager manager;
    private final TransactionGate gate;

    TransactionCalls(Pipeline pipeline, TransactionManager manager, TransactionGate gate) {
        this.pipeline = pipeline;
        this.manager = manager;
        this.gate = gate;
    }

    TxnState state() {
        return manager.state();
    }

    /** @return why a message cannot be taken now; {@code null} when it can, and {@link #leave} has to follow */
    @Nullable
    TransactionException enter() {
        return gate.enter() ? null : manager.refusal("A send");
    }

    void leave() {
        gate.leave();
    }

    void begin() {
        String call = "beginTxn";
        refuseWhereNobodyMayWait(call);
        TxnBegin begin = new TxnBegin();
        submit(() -> manager.begin(begin), begin);
        try {
            await(begin, call, deadline());
        } catch (TransactionException e) {
            if (begin.claim()) {
                throw e;
            }
            // it has begun just now
            begin.join();
        }
    }

    void commit() {
        end("commitTxn", manager::commit);
    }

    void abort() {
        end("abortTxn", manager::abort);
    }

    private interface Ending {
        void begin(CompletableFuture<Void> waiter);
    }

    private void end(String call, Ending ending) {
        refuseWhereNobodyMayWait(call);
        long deadline = deadline();
        if (manager.state().open()) {
            shut(call, deadline);
        }
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        submit(() -> ending.begin(waiter), waiter);
        await(waiter, call, deadline);
        awaitCallbacks(deadline);
    }

    private void shut(String call, long deadline) {
        try {
            if (!gate.shut(left(deadline))) {
                throw manager.errors().notAsked(call, "another thread is still sending a message", null);
            }
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        }
    }

    void addOffsets(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        Objects.requireNonNull(group, "group");
        Map<TopicPartition, OffsetAndMetadata> copy = Map.copyOf(offsets);
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        submit(() -> manager.addOffsets(copy, group, waiter), waiter);
        await(waiter, "addOffsetsToTxn", deadline());
    }

    private void submit(Runnable task, CompletableFuture<Void> waiter) {
        try {
            pipeline.loop().execute(task);
        } catch (ClientClosedException e) {
            waiter.completeExceptionally(e);
        }
    }

    private void await(CompletableFuture<Void> waiter, String call, long deadline) {
        try {
            waiter.get(left(deadline).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TransactionException cause
                    ? manager.errors().retold(cause)
                    : new MyqException(call + " failed: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw late(waiter, call);
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        }
    }

    /** The loop knows best how far it has come. */
    private TransactionException late(CompletableFuture<Void> waiter, String call) {
        String why = "no answer within Producer.DeliveryTimeout ("
                + pipeline.settings().producer().deliveryTimeout().toMillis() + " ms)";
        CompletableFuture<TransactionException> told = new CompletableFuture<>();
        submit(() -> told.complete(manager.pending(call, why)), waiter);
        return told.completeOnTimeout(manager.errors().pending(call, why, null), 1, TimeUnit.SECONDS)
                .join();
    }

    private TransactionException interrupted(String call, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return manager.errors().pending(call, "the thread was interrupted", cause);
    }

    /** So that futures and callbacks of messages have been told when their transaction has ended. */
    private void awaitCallbacks(long deadline) {
        CountDownLatch told = new CountDownLatch(1);
        pipeline.callbacks().execute(told::countDown);
        try {
            if (!told.await(left(deadline).toNanos(), TimeUnit.NANOSECONDS)) {
                // the transaction has ended all the same
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseWhereNobodyMayWait(String call) {
        String where = pipeline.callbacks().inExecutor()
                ? "a callback, which messages of this transaction may come after"
                : gate.inside() ? "inside a send, which it would wait for" : null;
        if (where != null || pipeline.loop().inLoop()) {
            throw new TransactionStateException(
                    call + " waits, and was called from "
                            + (where == null ? "the client's own thread" : where)
                            + ". Call it from a thread of the application",
                    null);
        }
    }

    private long deadline() {
        return System.nanoTime() + pipeline.settings().deliveryNanos();
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
