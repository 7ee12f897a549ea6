package io.myq.producer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.NotWrittenException;
import io.myq.internal.cluster.ClusterStatus;
import io.myq.partitioner.Partitioner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says why messages of a topic did not even come to a partition. Immutable; any thread. */
final class TopicFailures {

    private final String topic;
    private final Pipeline pipeline;

    TopicFailures(String topic, Pipeline pipeline) {
        this.topic = topic;
        this.pipeline = pipeline;
    }

    /** Whether waiting does not help against this. */
    boolean isFinal(ErrorCode error) {
        return switch (error) {
            case TOPIC_AUTHORIZATION_FAILED, INVALID_TOPIC_EXCEPTION -> true;
            default -> false;
        };
    }

    NotWrittenException refused(ErrorCode error) {
        String advice = error == ErrorCode.INVALID_TOPIC_EXCEPTION
                ? "No topic can have this name: letters, digits, '.', '_' and '-', at most 249, are allowed."
                : "Allow this client to describe and write the topic.";
        return notWritten(
                "the cluster refuses topic '" + topic + "' with " + error + ". " + advice,
                new BrokerException(error, "Metadata of topic " + topic + ": " + error));
    }

    NotWrittenException missing() {
        boolean mayCreate = pipeline.settings().config().metadata().allowAutoTopicCreation();
        String off = mayCreate
                ? "automatic creation is off at the brokers (auto.create.topics.enable)"
                : "automatic creation is off (Metadata.AllowAutoTopicCreation)";
        ErrorCode error = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        return notWritten(
                "topic '" + topic + "' does not exist in the cluster at " + addresses() + ", and " + off
                        + "; waited Producer.DeliveryTimeout (" + waited()
                        + ") for it. Create the topic, or correct its name.",
                new BrokerException(error, "Metadata of topic " + topic + ": " + error));
    }

    NotWrittenException unknownForTooLong(@Nullable ErrorCode error) {
        boolean told = error != null && error != ErrorCode.NONE;
        Throwable cause = told
                ? new BrokerException(error, "Metadata of topic " + topic + ": " + error)
                : pipeline.cluster().status().lastFailure();
        return notWritten(
                "nothing was learned of topic '" + topic + "' from " + addresses()
                        + " within Producer.DeliveryTimeout (" + waited() + ")"
                        + (cause == null ? "" : ". Last failure: " + cause.getMessage()),
                cause);
    }

    private String waited() {
        return pipeline.settings().producer().deliveryTimeout().toMillis() + " ms";
    }

    NotWrittenException noPartition(int partition, int count) {
        return notWritten(
                "topic '" + topic + "' has no partition " + partition + "; it has " + count + ", from 0 to "
                        + (count - 1) + ". If it has just grown, try again.",
                null);
    }

    NotWrittenException partitionerThrew(Partitioner partitioner, Throwable cause) {
        return notWritten("the partitioner " + partitioner + " threw for topic '" + topic + "': " + cause, cause);
    }

    NotWrittenException partitionerWrong(Partitioner partitioner, int index, int count) {
        return notWritten(
                "the partitioner " + partitioner + " chose " + index + " of the " + count + " partitions of topic '"
                        + topic + "'; allowed is 0 to " + (count - 1),
                null);
    }

    NotWrittenException ended() {
        Throwable failure = pipeline.loop().failure();
        return failure == null
                ? ended("the producer was closed", null)
                : ended("the client failed (" + failure + ")", failure);
    }

    NotWrittenException ended(String reason, @Nullable Throwable cause) {
        return notWritten("a message to topic '" + topic + "' was not sent before " + reason, cause);
    }

    private String addresses() {
        return pipeline.cluster().status().brokers().stream()
                .map(ClusterStatus.BrokerStatus::address)
                .collect(Collectors.joining(", "));
    }

    private static NotWrittenException notWritten(String text, @Nullable Throwable cause) {
        return new NotWrittenException("Not written: " + text, cause);
    }
}
