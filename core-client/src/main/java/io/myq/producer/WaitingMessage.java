package io.myq.producer;

import io.myq.message.ProducerMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message to a topic of which nothing is known yet, or the mark of a flush among such messages. Immutable.
 *
 * @param message {@code null} for a mark
 * @param bytes the most that the record can take
 * @param memory taken for it
 */
record WaitingMessage(
        @Nullable ProducerMessage message,
        SendCallback callback,
        int bytes,
        long memory,
        long createdNanos,
        @Nullable Flush flush) {}
