package io.myq.producer;

import io.myq.config.TransactionConfig;
import io.myq.error.MyqException;
import io.myq.error.SendException;
import io.myq.error.TransactionException;
import io.myq.internal.cluster.CoordinatorType;
import io.myq.internal.cluster.Lane;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a producer's transactions, and what moves it: calls, outcomes of messages, and answers of coordinators
 * (KIP-98, KIP-360, KIP-890). Owned by the owner loop, but for the state and the failure, which any thread may read.
 */
final class TransactionManager {

    private static final Logger log = LoggerFactory.getLogger(TransactionManager.class);

    private final Pipeline pipeline;
    private final String id;
    private final Lane lane;
    private final TransactionCoordinator coordinator;
    private final TransactionErrors errors;
    private final TxnIdentity identity;
    private final TxnPartitions partitions;
    private final TxnOffsets offsets;
    private final TransactionGate gate = new TransactionGate();
    private final TxnWaiters waiters = new TxnWaiters();

    private volatile TxnState state = TxnState.UNINITIALIZED;
    private volatile @Nullable TransactionException failure;

    private boolean v2;
    /** The coordinator may know of this transaction. */
    private boolean started;

    private long startedNanos;
    private @Nullable TxnEnding ending;

    private TransactionManager(Pipeline pipeline, String id, Duration timeout) {
        this.pipeline = pipeline;
        this.id = id;
        this.lane = pipeline.cluster().openLane("transactions of " + id);
        this.coordinator = new TransactionCoordinator(pipeline.cluster(), lane, CoordinatorType.TRANSACTION, id);
        this.errors = new TransactionErrors(id, timeout);
        this.identity = new TxnIdentity(pipeline, this);
        this.partitions = new TxnPartitions(pipeline, this);
        this.offsets = new TxnOffsets(pipeline, this);
    }

    /** That of this producer; {@code null} when it has none. */
    static @Nullable TransactionManager of(Pipeline pipeline) {
        TransactionConfig config = pipeline.settings().producer().transaction();
        return config.id() == null ? null : new TransactionManager(pipeline, config.id(), config.timeout());
    }

    /** What applications do to it. */
    TransactionCalls calls() {
        return new TransactionCalls(pipeline, this, gate);
    }

    String transactionalId() {
        return id;
    }

    TxnIdentity identity() {
        return identity;
    }

    /** Whether this transaction is one of KIP-890, part 2. */
    boolean v2() {
        return v2;
    }

    Lane lane() {
        return lane;
    }

    TransactionCoordinator coordinator() {
        return coordinator;
    }

    TransactionErrors errors() {
        return errors;
    }

    TxnOffsets offsets() {
        return offsets;
    }

    /** Whether the coordinator may know of this transaction. */
    boolean started() {
        return started;
    }

    /** Any thread. */
    TxnState state() {
        return state;
    }

    /** Why nothing goes on; {@code null} while it does. Any thread. */
    @Nullable
    TransactionException failure() {
        return failure;
    }

    private void become(TxnState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("transactions of " + id + ": " + state + " cannot become " + next);
        }
        log.debug("Transactions of {}: {} after {}", id, next, state);
        state = next;
    }

    /** Asks for a producer id, or for another epoch of the one that there is. */
    void initialize() {
        if (state != TxnState.UNINITIALIZED && !state.mayBecome(TxnState.INITIALIZING)) {
            return;
        }
        become(TxnState.INITIALIZING);
        identity.ask();
    }

    void onInitialized() {
        v2 = pipeline.cluster().features().transactionsV2();
        become(TxnState.READY);
        serveBeginners();
    }

    void onNotInitialized(TxnVerdict verdict, MyqException cause) {
        if (verdict == TxnVerdict.AGAIN) {
            become(TxnState.UNINITIALIZED);
            waiters.failBegin(errors.pending("beginTxn", String.valueOf(cause.getMessage()), cause));
        } else if (verdict == TxnVerdict.FENCED) {
            fatal(errors.fenced(cause, Duration.ZERO, false));
        } else {
            fatal(errors.failed(cause));
        }
    }

    void begin(TxnBegin waiter) {
        waiters.awaitBegin(waiter);
        if (state == TxnState.UNINITIALIZED) {
            initialize();
        } else if (state != TxnState.INITIALIZING) {
            serveBeginners();
        }
    }

    private void serveBeginners() {
        boolean upgraded = !v2 && pipeline.cluster().features().transactionsV2();
        if (state == TxnState.READY && upgraded && waiters.beginAwaited()) {
            // the first transaction of the new kind needs an epoch that none of the old kind had
            initialize();
            return;
        }
        for (TxnBegin waiter : waiters.takeBegin()) {
            if (state != TxnState.READY) {
                waiter.completeExceptionally(refusal("beginTxn"));
            } else if (waiter.claim()) {
                open();
                waiter.complete(null);
            }
        }
    }

    private void open() {
        v2 = pipeline.cluster().features().transactionsV2();
        started = false;
        failure = null;
        become(TxnState.IN_TRANSACTION);
        gate.open();
    }

    /** The exception of a call that does not fit. */
    TransactionException refusal(String call) {
        TransactionException known = failure;
        return known != null && state.discards() && state != TxnState.ABORTING ? known : errors.wrongState(call, state);
    }

    /** Something of this transaction is about to be sent. */
    void onStarting() {
        if (!started) {
            started = true;
            startedNanos = System.nanoTime();
        }
    }

    private Duration age() {
        return started && state.open() ? Duration.ofNanos(System.nanoTime() - startedNanos) : Duration.ZERO;
    }

    /** Whether a partition that has something to send may send it now. */
    boolean admits(PartitionSender partition) {
        if (!state.sends() || !v2 && !partitions.admits(partition)) {
            return false;
        }
        onStarting();
        partition.sent().carry(identity.producerId(), identity.producerEpoch());
        return true;
    }

    void addOffsets(
            Map<TopicPartition, OffsetAndMetadata> added, ConsumerGroupMetadata group, CompletableFuture<Void> waiter) {
        if (state == TxnState.IN_TRANSACTION) {
            offsets.add(added, group);
            waiter.complete(null);
        } else {
            waiter.completeExceptionally(refusal("addOffsetsToTxn"));
        }
    }

    void commit(CompletableFuture<Void> waiter) {
        switch (state) {
            case IN_TRANSACTION -> end(TxnState.COMMITTING, waiter);
            case COMMITTING -> goOn(waiter);
            default -> waiter.completeExceptionally(refusal("commitTxn"));
        }
    }

    void abort(CompletableFuture<Void> waiter) {
        boolean undecided = state == TxnState.COMMITTING && ending != null && ending.canBeAborted();
        if (state == TxnState.IN_TRANSACTION || state == TxnState.ABORTABLE_ERROR || undecided) {
            end(TxnState.ABORTING, waiter);
        } else if (state == TxnState.ABORTING) {
            goOn(waiter);
        } else {
            waiter.completeExceptionally(refusal("abortTxn"));
        }
    }

    private void end(TxnState how, CompletableFuture<Void> waiter) {
        if (ending != null) {
            ending.cancel();
        }
        become(how);
        // a commit on another thread has not gone far enough to matter
        waiters.failEnd(errors.wrongState("commitTxn", how));
        waiters.awaitEnd(waiter);
        TxnEnding next = new TxnEnding(pipeline, this, how == TxnState.COMMITTING);
        ending = next;
        if (how == TxnState.ABORTING) {
            partitions.clear();
            offsets.clear();
            pipeline.discard(failure);
        }
        next.start();
    }

    private void goOn(CompletableFuture<Void> waiter) {
        waiters.awaitEnd(waiter);
        if (ending != null) {
            ending.resume();
        }
    }

    /** What to say when the time of who waits is over. */
    TransactionException pending(String call, String why) {
        TxnEnding current = ending;
        return current == null ? errors.pending(call, why, null) : current.pending(why, null);
    }

    /** All is said and done. @param renew whether the next transaction needs another epoch */
    void onEnded(boolean renew) {
        stop();
        failure = null;
        if (renew) {
            initialize();
        } else {
            become(TxnState.READY);
        }
        waiters.ended();
    }

    /** The tries are used up. */
    void onEndingRests(TransactionException cause) {
        waiters.failEnd(cause);
    }

    /** A message failed, or could not even be accepted. */
    void onMessageFailed(SendException cause) {
        if (state.sends() && (ending == null || ending.flushes())) {
            abortable(cause);
        }
    }

    /** A coordinator's answer. */
    void onFailed(TxnVerdict verdict, MyqException cause) {
        if (!state.open()) {
            return;
        }
        switch (verdict) {
            case FENCED -> {
                boolean unknown = ending != null && ending.decided();
                fatal(errors.fenced(cause, age(), unknown));
            }
            case FATAL -> fatal(errors.failed(cause));
            default -> {
                if (state.sends()) {
                    abortable(cause);
                }
            }
        }
    }

    private void abortable(Throwable cause) {
        become(TxnState.ABORTABLE_ERROR);
        give(errors.abortable(cause, age()));
    }

    private void fatal(TransactionException why) {
        become(TxnState.FATAL_ERROR);
        log.warn("{}", why.getMessage());
        give(why);
        waiters.failBegin(why);
    }

    private void give(TransactionException why) {
        failure = why;
        gate.close();
        stop();
        waiters.failEnd(why);
        // not inside the call that is going on, which may be about one of the batches
        pipeline.execute(() -> {
            if (state.discards()) {
                pipeline.discard(why);
            }
        });
    }

    private void stop() {
        if (ending != null) {
            ending.cancel();
            ending = null;
        }
        identity.cancel();
        partitions.clear();
        offsets.clear();
    }

    /** Something came back, or has changed. */
    void onPump() {
        if (ending != null) {
            ending.proceed();
        }
    }

    /** The producer is being closed. */
    void close(TransactionClosing waiter) {
        if (state == TxnState.IN_TRANSACTION || state == TxnState.ABORTABLE_ERROR) {
            waiter.expect(CloseReport.Transaction.ABORTED);
            abort(waiter);
        } else if (state == TxnState.COMMITTING || state == TxnState.ABORTING) {
            waiter.expect(
                    state == TxnState.COMMITTING ? CloseReport.Transaction.COMMITTED : CloseReport.Transaction.ABORTED);
            goOn(waiter);
        } else {
            waiter.complete(null);
        }
    }

    /** The producer has ended. */
    void end(String reason, @Nullable Throwable cause) {
        TransactionException why = failure;
        if (state != TxnState.FATAL_ERROR || why == null) {
            why = errors.ended(reason, cause);
            state = TxnState.FATAL_ERROR;
            failure = why;
        }
        gate.close();
        stop();
        waiters.failEnd(why);
        waiters.failBegin(why);
        lane.close();
    }
}
