package io.myq.producer;

import io.myq.error.SendException;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Puts the outcome of one message into a stream besides telling it. Called on the callback thread. */
final class ReturningCallback implements SendCallback {

    private final ProducerMessage message;
    private final SendCallback callback;
    private final @Nullable BoundedResults successes;
    private final @Nullable BoundedResults errors;

    ReturningCallback(
            ProducerMessage message,
            SendCallback callback,
            @Nullable BoundedResults successes,
            @Nullable BoundedResults errors) {
        this.message = message;
        this.callback = callback;
        this.successes = successes;
        this.errors = errors;
    }

    /** The one that the application gave. */
    SendCallback callback() {
        return callback;
    }

    @Override
    public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
        // before the application's, which may throw
        if (successes != null) {
            RecordMetadata place =
                    new RecordMetadata(topicPartition.topic(), topicPartition.partition(), offset, timestamp);
            successes.offer(new SendResult(message, place, null));
        }
        callback.onAcknowledged(topicPartition, offset, timestamp);
    }

    @Override
    public void onFailed(SendException cause) {
        if (errors != null) {
            errors.offer(new SendResult(message, null, cause));
        }
        callback.onFailed(cause);
    }

    @Override
    public String toString() {
        return callback.toString();
    }
}
