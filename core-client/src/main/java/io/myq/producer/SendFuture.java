package io.myq.producer;

import io.myq.error.SendException;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import java.util.concurrent.CompletableFuture;

/** The future form of a callback. Completed on the callback thread; given to the application, any thread. */
class SendFuture extends CompletableFuture<RecordMetadata> implements SendCallback {

    @Override
    public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
        complete(new RecordMetadata(topicPartition.topic(), topicPartition.partition(), offset, timestamp));
    }

    @Override
    public void onFailed(SendException cause) {
        completeExceptionally(cause);
    }
}
