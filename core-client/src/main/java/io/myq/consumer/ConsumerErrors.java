package io.myq.consumer;

import io.myq.error.MyqException;
import io.myq.internal.network.BoundedStream;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer's stream of errors, as {@code Consumer.Return.Errors} asks for it. While it does not, nothing is done or
 * kept for it. The loop and the threads that poll write, any thread reads.
 */
final class ConsumerErrors implements ErrorStream {

    static final int MOST_ERRORS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(ConsumerErrors.class);

    private final boolean on;
    private final BoundedStream<ConsumerError> errors = new BoundedStream<>(MOST_ERRORS, MOST_ERRORS, error -> 1);

    /** @param on whether anybody wants to read it */
    ConsumerErrors(boolean on) {
        this.on = on;
    }

    /** This one, for who may read it. */
    ErrorStream reader() {
        if (!on) {
            throw new IllegalStateException("There is no such stream: Consumer.Return.Errors is false");
        }
        return this;
    }

    /** Reading failed, and is tried again. */
    void failed(TopicPartition partition, int attempt, @Nullable String reason) {
        if (on) {
            offer(
                    partition,
                    new MyqException("Cannot read " + partition + " (attempt " + attempt + "), tries on: " + reason),
                    false);
        }
    }

    /** Reading has come to its end. */
    void ended(TopicPartition partition, MyqException cause) {
        offer(partition, cause, true);
    }

    /** Something that was left out, or came right. */
    void passed(TopicPartition partition, MyqException cause) {
        offer(partition, cause, false);
    }

    private void offer(TopicPartition partition, MyqException cause, boolean ended) {
        if (on && errors.offer(new ConsumerError(partition, cause, ended)) == 1) {
            log.warn(
                    "Nobody reads the errors that Consumer.Return.Errors asks for: {} wait, and further ones are dropped"
                            + " until somebody does. What ends the reading of a partition is thrown all the same. Read the"
                            + " stream, or switch it off.",
                    errors.size());
        }
    }

    /** Nothing comes any more; what is there can still be read. */
    void close() {
        errors.close();
    }

    @Override
    public @Nullable ConsumerError poll() {
        return errors.poll();
    }

    @Override
    public @Nullable ConsumerError poll(Duration timeout) throws InterruptedException {
        return errors.poll(timeout);
    }

    @Override
    public List<ConsumerError> drain() {
        return errors.drain();
    }

    @Override
    public long dropped() {
        return errors.dropped();
    }

    @Override
    public boolean ended() {
        return errors.ended();
    }
}
