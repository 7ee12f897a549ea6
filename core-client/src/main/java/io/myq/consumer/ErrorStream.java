package io.myq.consumer;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with reading, to be read by whoever likes, in the order in which it happened; each error is read once.
 * Thread-safe.
 *
 * <p>A stream never holds the consumer up. It keeps up to 10,000 errors; while nobody makes room, further ones are dropped,
 * {@linkplain #dropped() counted}, and the first of them is logged. What ends the reading of a partition, {@code poll} throws
 * all the same.
 */
public interface ErrorStream {

    /** The oldest error, or {@code null} when there is none. Does not block. */
    @Nullable
    ConsumerError poll();

    /**
     * Waits for an error.
     *
     * @param timeout how long at most
     * @return the oldest one; {@code null} when there was none within the timeout, or when the stream has {@linkplain
     *     #ended() ended}
     * @throws InterruptedException when the waiting thread is interrupted; nothing is lost by it
     */
    @Nullable
    ConsumerError poll(Duration timeout) throws InterruptedException;

    /** All errors that are there, the oldest first; none is left. Does not block. */
    List<ConsumerError> drain();

    /** How many errors were dropped since the start, for want of a reader. Never blocks. */
    long dropped();

    /** Whether nothing is left and nothing will come: the consumer was closed, and all errors were read. */
    boolean ended();
}
