package io.myq.producer;

import io.myq.config.ProducerConfig;
import io.myq.error.NotWrittenException;
import io.myq.error.OutcomeUnknownException;
import io.myq.error.SendException;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The asynchronous producer plus waiting. Any thread, but callbacks. */
final class BlockingProducer implements SyncProducer {

    /** Every message has its outcome after the delivery timeout; this is for a machine that is very busy. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final AsyncProducer producer;
    private final BooleanSupplier inCallback;
    private final Duration mostWait;

    BlockingProducer(AsyncProducer producer, BooleanSupplier inCallback, ProducerConfig config) {
        this.producer = producer;
        this.inCallback = inCallback;
        this.mostWait = config.deliveryTimeout().plus(SLACK);
    }

    @Override
    public RecordMetadata sendMessage(ProducerMessage message) {
        SendResult result = sendMessages(List.of(message)).get(0);
        if (result.metadata() == null) {
            throw result.failure() == null ? new NotWrittenException("No outcome", null) : result.failure();
        }
        return result.metadata();
    }

    @Override
    public List<SendResult> sendMessages(List<ProducerMessage> messages) {
        if (inCallback.getAsBoolean()) {
            NotWrittenException refusal = new NotWrittenException(
                    "Not written: a callback cannot wait for an outcome, which would come after it on the same thread."
                            + " Use the asynchronous producer there.",
                    null);
            return messages.stream().map(m -> new SendResult(m, null, refusal)).toList();
        }
        List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>(messages.size());
        for (ProducerMessage message : messages) {
            futures.add(producer.send(message));
        }
        List<SendResult> results = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            results.add(await(messages.get(i), futures.get(i)));
        }
        return results;
    }

    private SendResult await(ProducerMessage message, CompletableFuture<RecordMetadata> future) {
        try {
            return new SendResult(message, future.get(mostWait.toNanos(), TimeUnit.NANOSECONDS), null);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof NotWrittenException notWritten) {
                return failed(message, new NotWrittenException(notWritten.getMessage(), notWritten));
            }
            return failed(message, new OutcomeUnknownException(String.valueOf(cause.getMessage()), cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(message, unknown(message, "the thread was interrupted while it waited for the outcome", e));
        } catch (TimeoutException e) {
            return failed(message, unknown(message, "a callback keeps the callback thread busy", e));
        }
    }

    private static SendResult failed(ProducerMessage message, SendException failure) {
        return new SendResult(message, null, failure);
    }

    private static OutcomeUnknownException unknown(ProducerMessage message, String why, Exception cause) {
        return new OutcomeUnknownException(
                "A message to topic '" + message.topic() + "' may be written or not: " + why, cause);
    }

    @Override
    public CloseReport close(Duration timeout) {
        return producer.close(timeout);
    }

    @Override
    public void close() {
        producer.close();
    }
}
