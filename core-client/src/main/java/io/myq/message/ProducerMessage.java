package io.myq.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out. Immutable, but for the arrays, which are not copied: do not change them before the message
 * has been acknowledged.
 *
 * @param topic where to
 * @param partition the partition's number, or {@link #ANY_PARTITION} to let the partitioner choose
 * @param timestamp milliseconds since the epoch, or {@link #NOW} for the moment of sending
 * @param key decides the partition under the default partitioner; may be {@code null}
 * @param value may be {@code null} (a tombstone in a compacted topic)
 * @param headers in this order; keys may repeat
 */
public record ProducerMessage(
        String topic,
        int partition,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers) {

    /** The partitioner chooses. */
    public static final int ANY_PARTITION = -1;

    /** The client's clock at the moment of sending. */
    public static final long NOW = -1;

    /** A message without key and headers. */
    public static ProducerMessage of(String topic, byte @Nullable [] value) {
        return new ProducerMessage(topic, ANY_PARTITION, NOW, null, value, List.of());
    }

    /** A message without headers. */
    public static ProducerMessage of(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerMessage(topic, ANY_PARTITION, NOW, key, value, List.of());
    }

    /** The same, to a partition that the caller chose. */
    public ProducerMessage withPartition(int partition) {
        return new ProducerMessage(topic, partition, timestamp, key, value, headers);
    }

    /** The same with a timestamp, in milliseconds since the epoch. */
    public ProducerMessage withTimestamp(long timestamp) {
        return new ProducerMessage(topic, partition, timestamp, key, value, headers);
    }

    /** The same with these headers instead of its own. */
    public ProducerMessage withHeaders(List<Header> headers) {
        return new ProducerMessage(topic, partition, timestamp, key, value, List.copyOf(headers));
    }

    /** The same with one header more, at the end. */
    public ProducerMessage withHeader(Header header) {
        List<Header> more = new ArrayList<>(headers);
        more.add(header);
        return withHeaders(more);
    }
}
