package io.myq.producer;

import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Sends messages without waiting for them. Thread-safe; messages that one thread sends to one partition keep their
 * order, whatever is retried.
 *
 * <p>Each message ends exactly once: acknowledged, not written ({@link io.myq.error.NotWrittenException}) or unknown
 * ({@link io.myq.error.OutcomeUnknownException}), at the latest after {@code Producer.DeliveryTimeout}.
 */
public interface AsyncProducer extends TransactionalProducer, AutoCloseable {

    /**
     * Sends a message. Blocks only while {@code Producer.BufferMemory} is used up, at most {@code Producer.MaxBlock};
     * an unknown topic does not block, its messages wait inside: also of a topic that does not exist, for it may be made in
     * time. {@code Producer.DeliveryTimeout} ends that, with what the cluster says of the topic as the cause; a topic that
     * nobody may write to, and a name that no topic can have, end it at once.
     *
     * <p>From a callback it never blocks: it may take up to as much again as {@code Producer.BufferMemory}, and is
     * refused after that.
     *
     * @return completes with the place in the log, or exceptionally with a {@link io.myq.error.SendException}; on the
     *     producer's callback thread. Never throws itself, but for a {@code null} message
     */
    CompletableFuture<RecordMetadata> send(ProducerMessage message);

    /** The same with a callback instead of a future: nothing is allocated per message for the outcome. */
    void send(ProducerMessage message, SendCallback callback);

    /**
     * The same for a sender who has only so much time: for memory, and until the outcome.
     *
     * <p>A message that is on its way when the time is over cannot be called back: its future ends as unknown ({@link
     * io.myq.error.OutcomeUnknownException}), and the message is delivered all the same until {@code
     * Producer.DeliveryTimeout}, of which streams and metrics tell. Without memory in time it is not written.
     *
     * @param timeout from now to the outcome; longer than {@code Producer.DeliveryTimeout} is no longer than that. Zero for
     *     not waiting at all
     */
    CompletableFuture<RecordMetadata> send(ProducerMessage message, Duration timeout);

    /**
     * The acknowledged messages as a stream, besides futures and callbacks; each as it was sent, so after interceptors.
     * The same object at each call.
     *
     * @throws IllegalStateException unless {@code Producer.Return.Successes} is true
     */
    ResultStream successes();

    /**
     * The messages that were not acknowledged as a stream, refused ones included, besides futures and callbacks; each as it
     * was sent, so after interceptors. The same object at each call.
     *
     * @throws IllegalStateException unless {@code Producer.Return.Errors} is true
     */
    ResultStream errors();

    /**
     * Waits until every message sent before has its outcome, and its callback has run. From a callback it waits for the
     * outcomes only, for the callbacks come after it.
     *
     * @return whether that was so within the timeout
     * @throws InterruptedException when the waiting thread is interrupted; nothing is lost by it
     */
    boolean flush(Duration timeout) throws InterruptedException;

    /**
     * Refuses further messages, sends what is buffered, waits for the outcomes, and ends. What has no outcome within
     * the timeout is failed. Any thread, callbacks included, any number of times: all calls return the same report, and
     * the shortest of their timeouts ends them all. An interrupt ends the wait as the timeout does, and stays set.
     *
     * @return what was not acknowledged since the close began
     */
    CloseReport close(Duration timeout);

    /** {@link #close(Duration)} with {@code Producer.DeliveryTimeout}. */
    @Override
    void close();

    /** Counters since the start. Any thread; never blocks. */
    ProducerMetrics metrics();
}
