package io.myq.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was read from the log. Immutable, but for the arrays, which belong to the receiver.
 *
 * @param topic where from
 * @param partition the partition's number
 * @param offset the position in the partition
 * @param timestamp milliseconds since the epoch: the sender's clock, or the broker's where the topic says LogAppendTime
 * @param key may be {@code null}
 * @param value may be {@code null}
 * @param headers in the order of the log; keys may repeat
 */
public record ConsumerMessage(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers) {

    /** The last header of this name, or {@code null}. */
    public @Nullable Header header(String key) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).key().equals(key)) {
                return headers.get(i);
            }
        }
        return null;
    }

    /** Where it was read, as {@code topic-partition@offset}. */
    public String position() {
        return topic + "-" + partition + "@" + offset;
    }
}
