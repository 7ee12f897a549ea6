package io.myq.producer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.UnsupportedRequestException;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.Request;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request to a coordinator, sent again until its outcome is certain or {@code Producer.Transaction.Retry.Max} is used
 * up. Owned by the owner loop.
 */
final class CoordinatorCall<R extends ApiMessage> implements ResponseHandler<R> {

    /** Takes what a call came to in the end. */
    interface Failed {
        /** @param verdict AGAIN when the tries are used up, and nothing is certain */
        void onFailed(TxnVerdict verdict, MyqException cause);
    }

    private final Pipeline pipeline;
    private final TransactionCoordinator coordinator;
    private final Request<R> request;
    private final Function<R, TxnAnswer> answer;
    private final Consumer<R> done;
    private final Failed failed;
    private final TxnRetries retries;

    private int attempts;
    private boolean maybeActedOn;
    private boolean cancelled;
    private @Nullable Timeout pause;

    /** @param answer what a response says */
    CoordinatorCall(
            Pipeline pipeline,
            TransactionCoordinator coordinator,
            Request<R> request,
            Function<R, TxnAnswer> answer,
            Consumer<R> done,
            Failed failed) {
        this.pipeline = pipeline;
        this.coordinator = coordinator;
        this.request = request;
        this.answer = answer;
        this.done = done;
        this.failed = failed;
        this.retries =
                new TxnRetries(pipeline.settings().producer().transaction().retry());
    }

    /** Sends it, with all tries before it. */
    void start() {
        attempts = 0;
        send();
    }

    /** Nobody is interested any more. */
    void cancel() {
        cancelled = true;
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }

    /** Whether the coordinator may have done what was asked, although it did not say so. */
    boolean maybeActedOn() {
        return maybeActedOn;
    }

    private void send() {
        attempts++;
        coordinator.send(request, pipeline.settings().config().net().readTimeout(), this);
    }

    @Override
    public void onResponse(R response) {
        if (cancelled) {
            return;
        }
        TxnAnswer said = answer.apply(response);
        ErrorCode answered = said.error();
        TxnVerdict verdict = TxnVerdict.of(answered);
        if (verdict == TxnVerdict.DONE) {
            done.accept(response);
            return;
        }
        boolean uncertain = verdict == TxnVerdict.AGAIN || verdict == TxnVerdict.ELSEWHERE;
        maybeActedOn |= uncertain && answered != ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
        MyqException cause = new BrokerException(
                answered,
                request.api().name() + " was answered with " + answered + said.about() + " by " + coordinator.describe()
                        + tries());
        decide(verdict, cause, answered);
    }

    @Override
    public void onFailure(MyqException cause, boolean maybeSent) {
        if (cancelled) {
            return;
        }
        maybeActedOn |= maybeSent;
        MyqException told = new MyqException(
                request.api().name() + " to " + coordinator.describe() + " failed" + tries() + ": "
                        + cause.getMessage(),
                cause);
        if (cause instanceof BrokerException refused) {
            decide(TxnVerdict.of(refused.error()), told, refused.error());
        } else {
            boolean hopeless = cause instanceof UnsupportedRequestException;
            decide(hopeless ? TxnVerdict.FATAL : TxnVerdict.ELSEWHERE, told, ErrorCode.NETWORK_EXCEPTION);
        }
    }

    private void decide(TxnVerdict verdict, MyqException cause, ErrorCode answered) {
        if (verdict == TxnVerdict.ELSEWHERE) {
            coordinator.forget();
        }
        boolean again = verdict == TxnVerdict.AGAIN || verdict == TxnVerdict.ELSEWHERE;
        if (!again || pipeline.ended()) {
            failed.onFailed(verdict, cause);
        } else if (retries.isLast(attempts)) {
            failed.onFailed(TxnVerdict.AGAIN, cause);
        } else {
            boolean brief = answered == ErrorCode.CONCURRENT_TRANSACTIONS;
            pause = pipeline.loop().schedule(retries.pause(attempts, brief), () -> {
                pause = null;
                send();
            });
        }
    }

    private String tries() {
        return attempts == 1 ? "" : " at attempt " + attempts;
    }
}
