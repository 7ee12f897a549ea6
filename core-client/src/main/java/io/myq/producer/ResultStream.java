package io.myq.producer;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes of messages, to be read by whoever likes, in the order in which they became certain; each is read once.
 * Thread-safe.
 *
 * <p>A stream never holds the producer up. It keeps up to 10,000 results, with messages of up to {@code
 * Producer.BufferMemory} bytes; while nobody makes room, further results are dropped, {@linkplain #dropped() counted}, and
 * the first of them is logged. What is dropped here, futures and callbacks are told all the same.
 */
public interface ResultStream {

    /** The oldest result, or {@code null} when there is none. Does not block. */
    @Nullable
    SendResult poll();

    /**
     * Waits for a result.
     *
     * @param timeout how long at most
     * @return the oldest one; {@code null} when there was none within the timeout, or when the stream has {@linkplain
     *     #ended() ended}
     * @throws InterruptedException when the waiting thread is interrupted; nothing is lost by it
     */
    @Nullable
    SendResult poll(Duration timeout) throws InterruptedException;

    /** All results that are there, the oldest first; none is left. Does not block. */
    List<SendResult> drain();

    /** How many results were dropped since the start, for want of a reader. Never blocks. */
    long dropped();

    /** Whether nothing is left and nothing will come: the producer was closed, and all outcomes were read. */
    boolean ended();
}
