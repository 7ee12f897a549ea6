package io.myq.spring.template;

import io.myq.message.Header;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.producer.AsyncProducer;
import io.myq.producer.SyncProducer;
import io.myq.spring.convert.PayloadConversionException;
import io.myq.spring.convert.PayloadConverter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends the application's own types: {@code byte[]} as it is, {@code String} as UTF-8, anything else as JSON; {@code
 * null} as a tombstone. Thread-safe.
 *
 * <p>Futures complete on the producer's callback thread, with the place in the log or with a {@link
 * io.myq.error.SendException}, at the latest after {@code myq.producer.delivery-timeout}. {@code send} blocks only while
 * {@code myq.producer.buffer-memory} is used up, at most {@code myq.producer.max-block}.
 */
public final class MyqTemplate {

    private final AsyncProducer asyncProducer;
    private final SyncProducer syncProducer;
    private final PayloadConverter converter;

    /** @param converter for payloads that are neither bytes nor text */
    public MyqTemplate(AsyncProducer asyncProducer, SyncProducer syncProducer, PayloadConverter converter) {
        this.asyncProducer = asyncProducer;
        this.syncProducer = syncProducer;
        this.converter = converter;
    }

    /** Sends a payload without a key. A payload that cannot be converted fails the future. */
    public CompletableFuture<RecordMetadata> send(String topic, @Nullable Object payload) {
        return send(topic, null, payload, List.of());
    }

    /** Sends a payload; messages with the same key go to the same partition, in order. */
    public CompletableFuture<RecordMetadata> send(String topic, @Nullable String key, @Nullable Object payload) {
        return send(topic, key, payload, List.of());
    }

    /** The same with headers. */
    public CompletableFuture<RecordMetadata> send(
            String topic, @Nullable String key, @Nullable Object payload, List<Header> headers) {
        try {
            return asyncProducer.send(message(topic, key, payload, headers));
        } catch (PayloadConversionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends a message as it is: to name a partition, a timestamp, or a key that is no text. */
    public CompletableFuture<RecordMetadata> send(ProducerMessage message) {
        return asyncProducer.send(message);
    }

    /**
     * Sends a payload and blocks until its outcome.
     *
     * @return its place in the log
     * @throws io.myq.error.SendException when it was not acknowledged
     * @throws PayloadConversionException when the payload cannot be converted
     */
    public RecordMetadata sendAndWait(String topic, @Nullable String key, @Nullable Object payload) {
        return sendAndWait(message(topic, key, payload, List.of()));
    }

    /**
     * Sends a message as it is and blocks until its outcome.
     *
     * @throws io.myq.error.SendException when it was not acknowledged
     */
    public RecordMetadata sendAndWait(ProducerMessage message) {
        return syncProducer.sendMessage(message);
    }

    /**
     * The same for a caller who has only so much time.
     *
     * @param timeout for the memory and the outcome of this one message
     * @throws io.myq.error.SendException when it was not acknowledged in that time; {@link
     *     io.myq.error.OutcomeUnknownException} when it is still on its way
     */
    public RecordMetadata sendAndWait(ProducerMessage message, Duration timeout) {
        return syncProducer.sendMessage(message, timeout);
    }

    /**
     * Makes a message of a payload, to be changed and sent with {@link #send(ProducerMessage)}.
     *
     * @throws PayloadConversionException when the payload cannot be converted
     */
    public ProducerMessage message(String topic, @Nullable String key, @Nullable Object payload, List<Header> headers) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return ProducerMessage.of(topic, keyBytes, bytes(topic, payload)).withHeaders(headers);
    }

    private byte @Nullable [] bytes(String topic, @Nullable Object payload) {
        if (payload == null) {
            return null;
        }
        if (payload instanceof byte[] bytes) {
            return bytes;
        }
        if (payload instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return converter.write(payload);
        } catch (Exception e) {
            throw new PayloadConversionException(
                    "Cannot convert a " + payload.getClass().getTypeName() + " to send it to " + topic + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
