package io.myq.producer;

import io.myq.config.FlushConfig;
import io.myq.config.ProducerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long messages gather: {@code Producer.Linger} and {@code Producer.Flush}, brought together. A batch goes when the
 * first of them says so. Immutable; any thread.
 */
final class FlushRules {

    /** What has come together neither to so many bytes nor to so many messages goes after this all the same. */
    private static final Duration LEFTOVERS = Duration.ofSeconds(1);

    private final boolean adaptive;
    private final long waitNanos;
    private final long bytes;
    private final long messages;
    private final int maxMessages;

    FlushRules(ProducerConfig producer) {
        FlushConfig flush = producer.flush();
        this.bytes = flush.bytes();
        this.messages = flush.messages();
        this.maxMessages = flush.maxMessages() == 0 ? Integer.MAX_VALUE : flush.maxMessages();
        Duration linger = producer.linger();
        Duration frequency = flush.frequency();
        this.adaptive = linger == null && frequency.isZero() && !counting();
        if (frequency.isZero() && linger == null && counting()) {
            Duration part = producer.deliveryTimeout().dividedBy(2);
            frequency = part.compareTo(LEFTOVERS) < 0 ? part : LEFTOVERS;
        }
        this.waitNanos = shorter(linger, frequency).toNanos();
    }

    private static Duration shorter(@Nullable Duration linger, Duration frequency) {
        if (linger == null || !frequency.isZero() && frequency.compareTo(linger) < 0) {
            return frequency;
        }
        return linger;
    }

    /** Whether nothing is set: messages go at once when their broker is free, and gather while it is not. */
    boolean adaptive() {
        return adaptive;
    }

    /**
     * How long a batch gathers at most, from its first message; 0 for not at all. When it is over for one, all that
     * gathers at its broker goes too: one request with them all costs less than one for each.
     */
    long waitNanos() {
        return waitNanos;
    }

    /** Whether messages gather for a time, whatever their broker does. */
    boolean gathering() {
        return waitNanos > 0;
    }

    /** Whether bytes or messages of a broker are to be counted. */
    boolean counting() {
        return bytes > 0 || messages > 0;
    }

    /** So many bytes of one broker's partitions go at once; 0 for no such limit. */
    long bytes() {
        return bytes;
    }

    /** So many messages of one broker's partitions go at once; 0 for no such limit. */
    long messages() {
        return messages;
    }

    /** At most so many messages in one request. */
    int maxMessages() {
        return maxMessages;
    }
}
