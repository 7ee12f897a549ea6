package io.myq.producer;

import io.myq.error.SendException;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one message: exactly one of the last two is present.
 *
 * @param metadata its place in the log
 * @param failure why it has none
 */
public record SendResult(
        ProducerMessage message,
        @Nullable RecordMetadata metadata,
        @Nullable SendException failure) {}
