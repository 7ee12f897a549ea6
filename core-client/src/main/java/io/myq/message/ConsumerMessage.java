package io.myq.message;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was read from the log. Immutable, but for the arrays, which belong to the receiver. Any thread.
 *
 * <p>It keeps nothing in memory but itself: key and value are arrays of their own, headers are decoded when they are
 * asked for, and what all messages of a batch have in common they share. So it takes 32 bytes beside its key and value,
 * and may be kept for as long as it is needed.
 *
 * <p>Two messages are equal when they are from the same place and say the same: the bytes of key and value and the
 * headers are compared, leader epoch and {@linkplain #timestampType() kind of timestamp} are not.
 */
public final class ConsumerMessage {

    private final BatchInfo batch;
    private final int offsetDelta;
    private final int timestampDelta;
    private final byte @Nullable [] value;
    /** Most messages have neither key nor headers: the key, or {@link More}, or nothing. */
    private final @Nullable Object more;

    /** What few messages need: headers, or a timestamp too far from that of its batch. */
    private record More(byte @Nullable [] key, List<Header> headers, long timestamp) {}

    /**
     * A message that came in no batch, as tests make them.
     *
     * @param topic where from
     * @param partition the partition's number
     * @param offset the position in the partition
     * @param timestamp milliseconds since the epoch
     * @param key may be {@code null}; is not copied
     * @param value may be {@code null}; is not copied
     * @param headers in the order of the log; keys may repeat
     */
    public ConsumerMessage(
            String topic,
            int partition,
            long offset,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers) {
        this(
                BatchInfo.ofOne(new TopicPartition(topic, partition), offset, timestamp),
                offset,
                timestamp,
                key,
                value,
                List.copyOf(headers));
    }

    /**
     * A message of a batch.
     *
     * @param batch shared with the other messages
     * @param offset the position in the partition, among the batch's
     * @param timestamp milliseconds since the epoch
     * @param key may be {@code null}; is not copied
     * @param value may be {@code null}; is not copied
     * @param headers in the order of the log; not copied, and not looked at before somebody asks for them: must be
     *     immutable
     * @throws IllegalArgumentException for an offset that the batch does not have
     */
    public ConsumerMessage(
            BatchInfo batch,
            long offset,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers) {
        long delta = offset - batch.baseOffset();
        if (delta != (int) delta || delta < 0 || offset > batch.lastOffset()) {
            throw new IllegalArgumentException("Offset " + offset + " of " + batch.topicPartition()
                    + " is not in a batch from " + batch.baseOffset() + " to " + batch.lastOffset());
        }
        this.batch = batch;
        this.offsetDelta = (int) delta;
        this.value = value;
        long sinceOrigin = timestamp - batch.timestampOrigin();
        this.timestampDelta = (int) sinceOrigin;
        this.more = sinceOrigin == timestampDelta && headers.isEmpty() ? key : new More(key, headers, timestamp);
    }

    /** Where from. */
    public String topic() {
        return batch.topicPartition().topic();
    }

    /** The partition's number. */
    public int partition() {
        return batch.topicPartition().partition();
    }

    /** The same as one value. */
    public TopicPartition topicPartition() {
        return batch.topicPartition();
    }

    /** The position in the partition. */
    public long offset() {
        return batch.baseOffset() + offsetDelta;
    }

    /** Milliseconds since the epoch: the sender's clock, or the broker's where the topic says LogAppendTime. */
    public long timestamp() {
        return more instanceof More other ? other.timestamp : batch.timestampOrigin() + timestampDelta;
    }

    /** Whose clock the timestamp is from. */
    public TimestampType timestampType() {
        return batch.timestampType();
    }

    /** The epoch of the leader that appended it; -1 if unknown. */
    public int leaderEpoch() {
        return batch.leaderEpoch();
    }

    /** What it has in common with the other messages of its batch. */
    public BatchInfo batch() {
        return batch;
    }

    /** The same array with every call; may be {@code null}. */
    public byte @Nullable [] key() {
        return more instanceof More other ? other.key : (byte[]) more;
    }

    /** The same array with every call; may be {@code null}. */
    public byte @Nullable [] value() {
        return value;
    }

    /** In the order of the log; keys may repeat. Cannot be changed. */
    public List<Header> headers() {
        return more instanceof More other ? other.headers : List.of();
    }

    /** The last header of this name, or {@code null}. */
    public @Nullable Header header(String key) {
        List<Header> headers = headers();
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).key().equals(key)) {
                return headers.get(i);
            }
        }
        return null;
    }

    /** Where it was read, as {@code topic-partition@offset}. */
    public String position() {
        return batch.topicPartition() + "@" + offset();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConsumerMessage that
                && offset() == that.offset()
                && timestamp() == that.timestamp()
                && topicPartition().equals(that.topicPartition())
                && Arrays.equals(key(), that.key())
                && Arrays.equals(value, that.value)
                && headers().equals(that.headers());
    }

    @Override
    public int hashCode() {
        return Objects.hash(topicPartition(), offset(), timestamp(), Arrays.hashCode(value));
    }

    /** Place, time and sizes, but no content: this is what logs show. */
    @Override
    public String toString() {
        return position() + " (timestamp " + timestamp() + ", key " + size(key()) + ", value " + size(value)
                + (headers().isEmpty()
                        ? ""
                        : ", headers " + headers().stream().map(Header::key).collect(Collectors.joining(", ")))
                + ")";
    }

    private static String size(byte @Nullable [] bytes) {
        return bytes == null ? "null" : bytes.length + " bytes";
    }
}
