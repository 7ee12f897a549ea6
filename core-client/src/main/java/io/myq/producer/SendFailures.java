package io.myq.producer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.NotWrittenException;
import io.myq.error.OutcomeUnknownException;
import io.myq.error.SendException;
import io.myq.error.TransactionException;
import io.myq.internal.protocol.ProduceResponse.PartitionProduceResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says of a batch why it failed: what happened, where, after how many attempts and how long, and what to change. Owned by
 * the owner loop.
 */
final class SendFailures {

    private static final String DOUBLES = "Sending again may double them.";

    private final Pipeline pipeline;

    SendFailures(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** What a broker answered, as the cause of what follows from it. */
    BrokerException answered(
            ProducerBatch batch, ErrorCode error, @Nullable PartitionProduceResponse answer, BrokerProducer broker) {
        StringBuilder text = new StringBuilder()
                .append(answer == null ? error.name() : ErrorCode.describe(answer.errorCode()))
                .append(" for ")
                .append(messages(batch))
                .append(" to ")
                .append(batch.topicPartition)
                .append(" from ")
                .append(broker.describe());
        if (answer == null) {
            text.append(": its answer left this partition out");
        } else if (answer.errorMessage() != null) {
            text.append(": ").append(answer.errorMessage());
        }
        if (answer != null) {
            answer.recordErrors().stream()
                    .filter(record -> record.batchIndexErrorMessage() != null)
                    .limit(3)
                    .forEach(record -> text.append("; message ")
                            .append(record.batchIndex() + 1)
                            .append(" of the batch: ")
                            .append(record.batchIndexErrorMessage()));
        }
        return new BrokerException(error, text.toString());
    }

    /** It will not be tried again after this. */
    SendException given(ProducerBatch batch, PartitionSender partition, Throwable cause) {
        String last = "the last attempt ended with: " + cause.getMessage();
        if (batch.maybeWritten) {
            return new OutcomeUnknownException(
                    unknown(batch, partition, batch.attempts) + last + ". " + DOUBLES, cause);
        }
        return new NotWrittenException(notWritten(batch, partition, batch.attempts) + last + advice(cause), cause);
    }

    /** It waits to be sent again, and there is no room for it. @param limit what is exceeded */
    SendException noRoomToRetry(ProducerBatch batch, PartitionSender partition, String limit) {
        Throwable cause = batch.lastFailure;
        String last = limit + (cause == null ? "" : "; the last attempt ended with: " + cause.getMessage());
        if (batch.maybeWritten) {
            return new OutcomeUnknownException(
                    unknown(batch, partition, batch.attempts) + last + ". " + DOUBLES, cause);
        }
        return new NotWrittenException(notWritten(batch, partition, batch.attempts) + last, cause);
    }

    private String advice(Throwable cause) {
        if (!(cause instanceof BrokerException broker)) {
            return "";
        }
        return switch (broker.error()) {
            case TOPIC_AUTHORIZATION_FAILED -> ". Allow this client to write to the topic.";
            case CLUSTER_AUTHORIZATION_FAILED ->
                ". Allow this client IdempotentWrite, or set Producer.Idempotent to false.";
            case NOT_ENOUGH_REPLICAS -> ". Fewer replicas are in sync than the topic's min.insync.replicas.";
            default -> "";
        };
    }

    SendException tooLarge(ProducerBatch batch, PartitionSender partition, BrokerException cause) {
        return new NotWrittenException(
                "A message to " + batch.topicPartition + " is too large for " + partition.describeLeader()
                        + " (" + cause.error() + "): its batch has " + batch.sizeInBytes()
                        + " bytes, which is more than the topic's max.message.bytes (or the broker's message.max.bytes)."
                        + " Raise that, or send smaller messages.",
                cause);
    }

    /** The time is over. */
    SendException expired(ProducerBatch batch, PartitionSender partition) {
        String after = "after Producer.DeliveryTimeout ("
                + pipeline.settings().producer().deliveryTimeout().toMillis() + " ms)";
        Throwable cause = lastFailure(batch);
        String last = cause == null ? "" : "; the last failure: " + cause.getMessage();
        if (batch.inFlight || batch.maybeWritten) {
            String waiting = batch.inFlight ? "no answer came " : "no attempt was acknowledged ";
            return new OutcomeUnknownException(
                    unknown(batch, partition, withCurrent(batch)) + waiting + after + last + ". " + DOUBLES, cause);
        }
        String advice = batch.attempts == 0 && cause == null && partition.leader() == null
                ? "; the partition has no leader"
                : "";
        return new NotWrittenException(
                notWritten(batch, partition, withCurrent(batch)) + "given up " + after + advice + last, cause);
    }

    private @Nullable Throwable lastFailure(ProducerBatch batch) {
        if (batch.lastFailure != null) {
            return batch.lastFailure;
        }
        Throwable identity = pipeline.identity().lastFailure();
        return identity != null ? identity : pipeline.cluster().status().lastFailure();
    }

    /** A batch before it is missing in the log for ever, and this one may already be there. */
    SendException cannotBeRenumbered(ProducerBatch batch, String leader) {
        return new OutcomeUnknownException(
                messages(batch) + " to " + batch.topicPartition + " (" + leader + ") may be written or not: "
                        + tries(batch.attempts)
                        + " without an answer, and messages before them failed for good, so that their own repetition is no"
                        + " longer recognised. " + DOUBLES,
                batch.lastFailure);
    }

    /** Its transaction does not go on. */
    SendException discarded(ProducerBatch batch) {
        TransactionManager transactions = pipeline.transactions();
        Throwable cause = transactions == null ? null : transactions.failure();
        String why = cause == null ? "the transaction was aborted" : String.valueOf(cause.getMessage());
        if (batch.maybeWritten) {
            return new OutcomeUnknownException(
                    messages(batch) + " to " + batch.topicPartition + " may be written or not: " + tries(batch.attempts)
                            + ", and then " + why + ". No reader with ReadCommitted sees them.",
                    cause);
        }
        return new NotWrittenException(
                "Not written: " + messages(batch) + " to " + batch.topicPartition + " were not sent: " + why, cause);
    }

    /** The same for messages whose topic is not known yet. */
    SendException discarded(String topic, @Nullable TransactionException cause) {
        return new NotWrittenException(
                "Not written: messages to topic '" + topic + "' were not sent: "
                        + (cause == null ? "the transaction was aborted" : cause.getMessage()),
                cause);
    }

    SendException noProducerId(ProducerBatch batch, Throwable cause) {
        return new NotWrittenException(
                "Not written: " + messages(batch) + " to " + batch.topicPartition + ". No producer id was given: "
                        + cause.getMessage() + advice(cause),
                cause);
    }

    SendException unsendable(ProducerBatch batch, Throwable cause) {
        return new NotWrittenException(
                "Not written: " + messages(batch) + " to " + batch.topicPartition + " cannot be encoded: "
                        + cause.getMessage(),
                cause);
    }

    /** The producer has ended. */
    SendException ended(ProducerBatch batch, String reason, @Nullable Throwable cause) {
        if (batch.inFlight || batch.maybeWritten) {
            return new OutcomeUnknownException(
                    messages(batch) + " to " + batch.topicPartition + " may be written or not: no answer came before "
                            + reason + ". " + DOUBLES,
                    cause);
        }
        return new NotWrittenException(
                "Not written: " + messages(batch) + " to " + batch.topicPartition + " were not sent before " + reason,
                cause);
    }

    private String unknown(ProducerBatch batch, PartitionSender partition, int attempts) {
        return messages(batch) + " to " + batch.topicPartition + " (" + partition.describeLeader()
                + ") may be written or not: " + tries(attempts) + " in " + elapsed(batch) + ", ";
    }

    private String notWritten(ProducerBatch batch, PartitionSender partition, int attempts) {
        return "Not written: " + messages(batch) + " to " + batch.topicPartition + " (" + partition.describeLeader()
                + "), " + tries(attempts) + " in " + elapsed(batch) + "; ";
    }

    private static String messages(ProducerBatch batch) {
        return batch.count() == 1 ? "1 message" : batch.count() + " messages";
    }

    /** Attempts, and the one that nobody has answered yet. */
    private static int withCurrent(ProducerBatch batch) {
        return batch.attempts + (batch.inFlight ? 1 : 0);
    }

    private static String tries(int attempts) {
        return attempts == 1 ? "sent once" : attempts == 0 ? "never sent" : "sent " + attempts + " times";
    }

    private static String elapsed(ProducerBatch batch) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - batch.createdNanos) + " ms";
    }
}
