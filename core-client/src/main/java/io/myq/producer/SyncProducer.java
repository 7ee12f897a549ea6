package io.myq.producer;

import io.myq.error.SendException;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import java.time.Duration;
import java.util.List;

/** Sends messages and waits for them: the asynchronous producer plus waiting. Thread-safe. */
public interface SyncProducer extends TransactionalProducer, AutoCloseable {

    /**
     * Sends a message and blocks until its outcome, at most {@code Producer.DeliveryTimeout} plus {@code
     * Producer.MaxBlock}.
     *
     * @return its place in the log
     * @throws SendException when it was not acknowledged; also when the thread is interrupted while it waits: then as
     *     {@link io.myq.error.OutcomeUnknownException}, with the thread's interrupt flag set again
     */
    RecordMetadata sendMessage(ProducerMessage message);

    /**
     * The same for a sender who has only so much time, as {@link AsyncProducer#send(ProducerMessage, Duration)}.
     *
     * @throws SendException when it was not acknowledged in that time; {@link io.myq.error.OutcomeUnknownException} when it
     *     is still on its way
     */
    RecordMetadata sendMessage(ProducerMessage message, Duration timeout);

    /**
     * Sends messages, all at once, and blocks until the last outcome, at most {@code Producer.DeliveryTimeout} plus {@code
     * Producer.MaxBlock}; those whose turn does not come in that time are not written.
     *
     * @return for each message, in their order, its place in the log or why it has none; never throws for one of them
     */
    List<SendResult> sendMessages(List<ProducerMessage> messages);

    /** The same for a sender who has only so much time for all of them together. */
    List<SendResult> sendMessages(List<ProducerMessage> messages, Duration timeout);

    /** As {@link AsyncProducer#close(Duration)}. */
    CloseReport close(Duration timeout);

    /** As {@link AsyncProducer#close()}. */
    @Override
    void close();
}
