package io.myq.producer;

import io.myq.error.OutcomeUnknownException;
import io.myq.error.SendException;
import io.myq.internal.network.Waits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The future of a message whose sender waits only for so long. The message itself is not called back: what becomes of it
 * after that, streams and metrics tell. Any thread.
 */
final class TimedSend extends SendFuture implements Comparable<TimedSend> {

    private final String topic;
    private final Duration timeout;
    private final long deadlineNanos;
    private volatile @Nullable SendException refusal;

    TimedSend(String topic, Duration timeout) {
        this.topic = topic;
        this.timeout = timeout;
        this.deadlineNanos = System.nanoTime() + Waits.nanos(timeout);
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** How long a sender may wait for memory: as long as its call has time, and not longer than others. */
    static Duration patience(SendCallback callback, Duration most) {
        if (!(own(callback) instanceof TimedSend timed)) {
            return most;
        }
        Duration left = Duration.ofNanos(Math.max(0, timed.deadlineNanos - System.nanoTime()));
        return left.compareTo(most) < 0 ? left : most;
    }

    /** There was no memory for it: it never gets on its way, which a time that is over now must not hide. */
    static void refuse(SendCallback callback, SendException cause) {
        if (own(callback) instanceof TimedSend timed) {
            timed.refusal = cause;
        }
    }

    private static SendCallback own(SendCallback callback) {
        return callback instanceof ReturningCallback returning ? returning.callback() : callback;
    }

    /** The time is over. On the callback thread, or on that of a sender who waits itself. */
    void expire() {
        SendException refused = refusal;
        completeExceptionally(refused != null ? refused : new OutcomeUnknownException(noOutcome(topic, timeout), null));
    }

    static String noOutcome(String topic, Duration timeout) {
        return "A message to topic '" + topic + "' had no outcome within the " + timeout.toMillis()
                + " ms of this call. It may be written or not: it is on its way until Producer.DeliveryTimeout is over.";
    }

    @Override
    public int compareTo(TimedSend other) {
        return Long.signum(deadlineNanos - other.deadlineNanos);
    }
}
