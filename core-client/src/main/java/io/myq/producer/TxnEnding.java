package io.myq.producer;

import io.myq.error.MyqException;
import io.myq.error.TransactionPendingException;
import io.myq.internal.cluster.CappedRequest;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.EndTxnRequest;
import io.myq.internal.protocol.EndTxnResponse;
import org.jspecify.annotations.Nullable;

/**
 * One commit or abort on its way: until every message has its outcome and no request is out, through the offsets, to the
 * coordinator's word. When that does not come it rests, and goes on when it is asked again. Owned by the owner loop.
 */
final class TxnEnding {

    /** Newer versions return another epoch, which only transactions of version 2 understand. */
    private static final short NEWEST_OF_V1 = 4;

    private final Pipeline pipeline;
    private final TransactionManager manager;
    private final boolean commit;

    private enum Step {
        FLUSH,
        OFFSETS,
        END,
        OVER
    }

    private Step step = Step.FLUSH;
    private boolean flushed;
    private boolean resting;
    private @Nullable CoordinatorCall<EndTxnResponse> call;

    TxnEnding(Pipeline pipeline, TransactionManager manager, boolean commit) {
        this.pipeline = pipeline;
        this.manager = manager;
        this.commit = commit;
    }

    void start() {
        pipeline.join(new Flush(false, () -> pipeline.execute(this::onFlushed)));
    }

    private void onFlushed() {
        flushed = true;
        proceed();
    }

    /** Something came back: perhaps it was the last. */
    void proceed() {
        if (step != Step.FLUSH || !flushed || !pipeline.quiet()) {
            return;
        }
        if (commit) {
            step = Step.OFFSETS;
            manager.offsets().send(this::end, this::onFailed);
        } else {
            end();
        }
    }

    /** Whether the coordinator may have been asked to commit. */
    boolean decided() {
        return commit && call != null && call.maybeActedOn();
    }

    /** Whether messages are still waited for. */
    boolean flushes() {
        return step == Step.FLUSH;
    }

    /** Whether it is certain that the coordinator was not asked to commit, and nothing is out that might be late. */
    boolean canBeAborted() {
        return !decided() && (resting || step == Step.FLUSH);
    }

    /** Goes on, if it rests. */
    void resume() {
        if (!resting) {
            return;
        }
        resting = false;
        if (step == Step.OFFSETS) {
            manager.offsets().resume();
        } else if (call != null) {
            call.start();
        }
    }

    /** Another thing has become of the transaction. */
    void cancel() {
        step = Step.OVER;
        if (call != null) {
            call.cancel();
        }
    }

    /** What the caller is told when its time is over. */
    TransactionPendingException pending(String why, @Nullable Throwable cause) {
        if (!commit) {
            return manager.errors().pending("abortTxn", why, cause);
        }
        return canBeAborted()
                ? manager.errors().undecided(why, cause)
                : manager.errors().pending("commitTxn", why, cause);
    }

    private void end() {
        if (step == Step.OVER) {
            return;
        }
        step = Step.END;
        if (!manager.started()) {
            step = Step.OVER;
            manager.onEnded(false);
            return;
        }
        EndTxnRequest request = new EndTxnRequest(
                manager.transactionalId(),
                manager.identity().producerId(),
                manager.identity().producerEpoch(),
                commit);
        short newest = manager.v2() ? Api.END_TXN.maxVersion() : NEWEST_OF_V1;
        CoordinatorCall<EndTxnResponse> current = new CoordinatorCall<>(
                pipeline,
                manager.coordinator(),
                new CappedRequest<>(request, newest),
                response -> TxnAnswer.of(response.errorCode()),
                this::onDone,
                this::onFailed);
        call = current;
        current.start();
    }

    private void onDone(EndTxnResponse response) {
        step = Step.OVER;
        if (manager.v2() && response.producerId() >= 0) {
            manager.identity().set(response.producerId(), response.producerEpoch());
            manager.onEnded(false);
        } else {
            // sequences of an aborted transaction have gaps; and a copy of EndTxn that is still on its way must not end
            // the next transaction (KAFKA-17754). Another epoch helps against both
            manager.onEnded(!commit || decided());
        }
    }

    private void onFailed(TxnVerdict verdict, MyqException cause) {
        if (verdict == TxnVerdict.AGAIN) {
            resting = true;
            manager.onEndingRests(pending(String.valueOf(cause.getMessage()), cause));
        } else if (!commit && verdict == TxnVerdict.ABORTABLE) {
            // the coordinator has no open transaction of this producer: a new epoch is all that is needed
            step = Step.OVER;
            manager.onEnded(true);
        } else {
            manager.onFailed(verdict, cause);
        }
    }
}
