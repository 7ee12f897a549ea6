package io.myq.producer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.UnsupportedRequestException;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.InitProducerIdRequest;
import io.myq.internal.protocol.InitProducerIdResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The producer id by which brokers recognise repeated batches (KIP-98): asked for when first needed, again until there
 * is one. Owned by the owner loop.
 *
 * <p>Each partition counts epochs of its own under the one id: brokers compare them per partition, as long as there are
 * no transactions. So an epoch goes up without a request, and what still comes with the old one is refused.
 */
final class ProducerIdentity implements ResponseHandler<InitProducerIdResponse> {

    private static final Logger log = LoggerFactory.getLogger(ProducerIdentity.class);

    private final Pipeline pipeline;
    private long producerId = -1;
    private short producerEpoch = -1;
    private boolean asked;

    private int failures;
    private @Nullable Timeout backoff;
    private @Nullable MyqException lastFailure;

    ProducerIdentity(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    boolean ready() {
        return producerId >= 0;
    }

    long producerId() {
        return producerId;
    }

    short producerEpoch() {
        return producerEpoch;
    }

    /** Why there is none yet, if that is known. */
    @Nullable
    MyqException lastFailure() {
        return lastFailure;
    }

    /** A partition has used up the epochs of this id, or of none (-1). */
    void retire(long usedUp) {
        if (usedUp >= 0 && producerId == usedUp) {
            producerId = -1;
        }
    }

    /** Asks for an id, unless that is under way or pausing. */
    void ask() {
        if (asked || backoff != null || pipeline.ended()) {
            return;
        }
        asked = true;
        InitProducerIdRequest request = InitProducerIdRequest.defaults().withTransactionalId(null);
        pipeline.lane().sendToAny(request, pipeline.settings().requestTimeout(), this);
    }

    @Override
    public void onResponse(InitProducerIdResponse response) {
        asked = false;
        ErrorCode error = ErrorCode.of(response.errorCode());
        if (error != ErrorCode.NONE) {
            onError(error, ErrorCode.describe(response.errorCode()));
            return;
        }
        producerId = response.producerId();
        producerEpoch = response.producerEpoch();
        failures = 0;
        lastFailure = null;
        log.debug("Producer id {}, epoch {}", producerId, producerEpoch);
        pipeline.offerAll();
    }

    @Override
    public void onFailure(MyqException cause, boolean maybeSent) {
        asked = false;
        lastFailure = cause;
        if (cause instanceof UnsupportedRequestException) {
            pipeline.failForWantOfProducerId(batch -> pipeline.failures().noProducerId(batch, cause));
        }
        again();
    }

    private void onError(ErrorCode error, String name) {
        BrokerException cause = new BrokerException(error, "InitProducerId was answered with " + name);
        lastFailure = cause;
        if (!error.retriable()) {
            pipeline.failForWantOfProducerId(batch -> pipeline.failures().noProducerId(batch, cause));
        }
        again();
    }

    private void again() {
        failures++;
        backoff = pipeline.loop().schedule(pipeline.settings().backoff(failures), () -> {
            backoff = null;
            pipeline.offerAll();
        });
    }
}
