package io.myq.producer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.NotWrittenException;
import io.myq.error.SendException;
import io.myq.error.UnsupportedRequestException;
import io.myq.internal.protocol.ProduceResponse.PartitionProduceResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of each batch that came back: it is acknowledged, goes again, goes in pieces, or has failed. Owned
 * by the owner loop.
 */
final class RetryHandler {

    private static final Logger log = LoggerFactory.getLogger(RetryHandler.class);

    /** Answers after which the batch is certainly not in the log by this attempt, whatever the acknowledgements asked for. */
    private static final Set<ErrorCode> REFUSALS = EnumSet.of(
            ErrorCode.CORRUPT_MESSAGE,
            ErrorCode.LEADER_NOT_AVAILABLE,
            ErrorCode.MESSAGE_TOO_LARGE,
            ErrorCode.INVALID_TOPIC_EXCEPTION,
            ErrorCode.RECORD_LIST_TOO_LARGE,
            ErrorCode.NOT_ENOUGH_REPLICAS,
            ErrorCode.INVALID_REQUIRED_ACKS,
            ErrorCode.TOPIC_AUTHORIZATION_FAILED,
            ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
            ErrorCode.INVALID_TIMESTAMP,
            ErrorCode.UNSUPPORTED_VERSION,
            ErrorCode.POLICY_VIOLATION,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT,
            ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
            ErrorCode.UNKNOWN_PRODUCER_ID,
            ErrorCode.INVALID_PRODUCER_EPOCH,
            ErrorCode.PRODUCER_FENCED,
            ErrorCode.INVALID_TXN_STATE,
            ErrorCode.INVALID_PRODUCER_ID_MAPPING,
            ErrorCode.CONCURRENT_TRANSACTIONS,
            ErrorCode.TRANSACTION_ABORTABLE,
            ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
            ErrorCode.INVALID_RECORD,
            ErrorCode.UNKNOWN_TOPIC_ID,
            ErrorCode.INCONSISTENT_TOPIC_ID);

    private final Pipeline pipeline;
    private final SendFailures failures;
    private final int maxAttempts;

    RetryHandler(Pipeline pipeline, SendFailures failures) {
        this.pipeline = pipeline;
        this.failures = failures;
        int retries = pipeline.settings().producer().retry().max();
        this.maxAttempts = retries == Integer.MAX_VALUE ? retries : retries + 1;
    }

    /** The broker answered; an answer that leaves the batch out is {@code null}. */
    void onAnswer(
            PartitionSender partition,
            ProducerBatch batch,
            @Nullable PartitionProduceResponse answer,
            BrokerProducer broker) {
        // an answer that leaves a partition out is as good as none
        ErrorCode error = answer == null ? ErrorCode.NETWORK_EXCEPTION : ErrorCode.of(answer.errorCode());
        if (answer != null && (error == ErrorCode.NONE || error == ErrorCode.DUPLICATE_SEQUENCE_NUMBER)) {
            partition.onSuccess();
            partition.sent().onAcknowledged(batch, answer.baseOffset(), answer.logAppendTimeMs());
        } else {
            batch.attempts++;
            BrokerException cause = failures.answered(batch, error, answer, broker);
            batch.lastFailure = cause;
            onError(partition, batch, cause, broker);
            pipeline.retryBuffer().onBack(partition);
        }
        partition.proceed();
    }

    private void onError(PartitionSender partition, ProducerBatch batch, BrokerException cause, BrokerProducer broker) {
        ErrorCode error = cause.error();
        switch (error) {
            case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID, INVALID_PRODUCER_EPOCH -> {
                if (partition.sent().onSequenceRefused(batch)) {
                    // not this batch's fault: it was not its turn
                    batch.attempts--;
                } else if (pipeline.transactions() != null) {
                    partition.sent().onFailed(batch, failures.given(batch, partition, cause));
                } else {
                    log.warn("{} It goes on with new sequence numbers.", cause.getMessage());
                    partition.pause();
                }
            }
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> {
                if (batch.count() > 1 && !batch.settled()) {
                    split(partition, batch);
                } else {
                    partition.sent().onFailed(batch, failures.tooLarge(batch, partition, cause));
                }
            }
            default -> retryOrFail(partition, batch, cause, broker);
        }
    }

    private void retryOrFail(
            PartitionSender partition, ProducerBatch batch, BrokerException cause, BrokerProducer broker) {
        boolean maybeWritten = !REFUSALS.contains(cause.error());
        if (!cause.error().retriable() || batch.attempts >= maxAttempts) {
            batch.maybeWritten |= maybeWritten;
            partition.sent().onFailed(batch, failures.given(batch, partition, cause));
            return;
        }
        pipeline.counters().onRetry();
        partition.sent().onRetry(batch, maybeWritten);
        BrokerProducer leader = partition.leader();
        if (cause.error().staleMetadata() && leader != null && leader != broker) {
            // another leads, and that is known by now: nothing to wait for
            return;
        }
        partition.pause(cause.error() == ErrorCode.CONCURRENT_TRANSACTIONS);
        if (cause.error().staleMetadata()) {
            pipeline.refresh(cause.getMessage());
        }
    }

    private void split(PartitionSender partition, ProducerBatch batch) {
        int refusedBytes = batch.sizeInBytes();
        List<ProducerBatch> pieces;
        try {
            pieces = BatchSplitter.halve(batch, pipeline.memory(), pipeline.arrays());
        } catch (MyqException e) {
            batch.lastFailure = e;
            partition.sent().onFailed(batch, new NotWrittenException(e.getMessage(), e));
            return;
        }
        partition.messages().limitBatches(largestPart(refusedBytes, pieces));
        pipeline.counters().onRetry();
        partition.sent().onSplit(batch, pieces);
        batch.giveBack();
    }

    /** A bit more than half of what was refused, at least: so the limit ends near the topic's, whatever was in the batch. */
    private static int largestPart(int refusedBytes, List<ProducerBatch> pieces) {
        long largest = 0;
        long all = 0;
        for (ProducerBatch piece : pieces) {
            largest = Math.max(largest, piece.sizeInBytes());
            all += piece.sizeInBytes();
        }
        return (int) (refusedBytes * largest / all) + refusedBytes / 16;
    }

    /** The connection failed before the answer. */
    void onConnectionFailure(PartitionSender partition, ProducerBatch batch, MyqException cause, boolean maybeSent) {
        batch.lastFailure = cause;
        if (maybeSent) {
            batch.attempts++;
        }
        if (cause instanceof UnsupportedRequestException || batch.attempts >= maxAttempts) {
            batch.maybeWritten |= maybeSent;
            partition.sent().onFailed(batch, failures.given(batch, partition, cause));
        } else {
            if (maybeSent) {
                pipeline.counters().onRetry();
            }
            partition.sent().onRetry(batch, maybeSent);
        }
        pipeline.retryBuffer().onBack(partition);
        partition.proceed();
    }

    /** Without acknowledgements, what was written is as good as it gets. */
    void onWritten(PartitionSender partition, ProducerBatch batch) {
        partition.onSuccess();
        partition.sent().onAcknowledged(batch, -1, -1);
        partition.proceed();
    }

    /** It could not even be made ready for the wire. */
    void onUnsendable(PartitionSender partition, ProducerBatch batch, Throwable cause) {
        SendException failure = failures.unsendable(batch, cause);
        partition.sent().onFailed(batch, failure);
        partition.proceed();
    }
}
