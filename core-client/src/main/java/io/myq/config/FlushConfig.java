package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * {@code Producer.Flush}: what makes a broker's messages go, all its partitions together. Without any of the first three
 * they go as soon as the broker is free, see {@code Producer.Linger}. Closing, flushing, a full batch and used-up memory
 * send whatever there is.
 *
 * @param bytes so many bytes, uncompressed; 0 for no such limit. Default 0
 * @param messages so many messages; 0 for no such limit. Default 0
 * @param frequency so long after the first message; zero for no such limit. With {@code bytes} or {@code messages} alone,
 *     what does not come together goes after 1 s all the same. Default zero
 * @param maxMessages at most so many messages in one request; 0 for no limit. Default 0
 */
@RecordBuilder
public record FlushConfig(int bytes, int messages, Duration frequency, int maxMessages)
        implements FlushConfigBuilder.With {

    /** The default of every leaf. */
    public static FlushConfig defaults() {
        return new FlushConfig(0, 0, Duration.ZERO, 0);
    }

    void validate(Violations violations) {
        violations.requireNotNegative(bytes, "Producer.Flush.Bytes");
        violations.requireNotNegative(messages, "Producer.Flush.Messages");
        violations.requireNotNegative(frequency, "Producer.Flush.Frequency");
        violations.requireNotNegative(maxMessages, "Producer.Flush.MaxMessages");
        violations.require(
                maxMessages <= 0 || maxMessages >= messages,
                "Producer.Flush.MaxMessages",
                "must be at least Producer.Flush.Messages (" + messages + "), but is " + maxMessages);
    }
}
