package io.myq.producer;

import io.myq.error.MyqException;
import io.myq.internal.protocol.InitProducerIdRequest;
import io.myq.internal.protocol.InitProducerIdResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The producer id and epoch of a transactional id, and how there come to be others: a new producer takes over with the
 * first one, and one that has them already goes on with the next epoch (KIP-360). Owned by the owner loop.
 */
final class TxnIdentity {

    private static final Logger log = LoggerFactory.getLogger(TxnIdentity.class);

    private final Pipeline pipeline;
    private final TransactionManager manager;
    private long producerId = -1;
    private short producerEpoch = -1;
    private @Nullable CoordinatorCall<InitProducerIdResponse> call;

    TxnIdentity(Pipeline pipeline, TransactionManager manager) {
        this.pipeline = pipeline;
        this.manager = manager;
    }

    long producerId() {
        return producerId;
    }

    short producerEpoch() {
        return producerEpoch;
    }

    /** These are the numbers from now on. */
    void set(long newProducerId, short newEpoch) {
        producerId = newProducerId;
        producerEpoch = newEpoch;
        log.debug("Transactions of {}: producer id {}, epoch {}", manager.transactionalId(), newProducerId, newEpoch);
    }

    /** Asks for numbers, or for others than there are. */
    void ask() {
        long timeoutMillis =
                pipeline.settings().producer().transaction().timeout().toMillis();
        InitProducerIdRequest request = InitProducerIdRequest.defaults()
                .withTransactionalId(manager.transactionalId())
                .withTransactionTimeoutMs((int) Math.min(Integer.MAX_VALUE, timeoutMillis))
                .withProducerId(producerId)
                .withProducerEpoch(producerEpoch);
        CoordinatorCall<InitProducerIdResponse> current = new CoordinatorCall<>(
                pipeline,
                manager.coordinator(),
                request,
                response -> TxnAnswer.of(response.errorCode()),
                this::onAnswer,
                this::onFailed);
        call = current;
        current.start();
    }

    void cancel() {
        if (call != null) {
            call.cancel();
            call = null;
        }
    }

    private void onAnswer(InitProducerIdResponse response) {
        call = null;
        set(response.producerId(), response.producerEpoch());
        manager.onInitialized();
    }

    private void onFailed(TxnVerdict verdict, MyqException cause) {
        call = null;
        manager.onNotInitialized(verdict, cause);
    }
}
