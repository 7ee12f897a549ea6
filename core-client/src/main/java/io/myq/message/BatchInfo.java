package io.myq.message;

/**
 * What the header of a record batch says, which all its records have in common (record format 2, KIP-98). Immutable; the
 * messages of a batch share one.
 *
 * @param topicPartition where from
 * @param baseOffset of its first record, also when compaction has removed that one
 * @param lastOffset of its last record, also when compaction has removed that one: what comes after it is the next batch
 * @param count records in it; compaction may leave none
 * @param leaderEpoch of the leader that appended it; -1 if unknown
 * @param compression of its records
 * @param timestampType whose clock the timestamps are from
 * @param baseTimestamp what the timestamps of its records count from, milliseconds since the epoch
 * @param maxTimestamp the largest timestamp; with {@link TimestampType#LOG_APPEND_TIME} that of every record
 * @param producerId of the idempotent producer that wrote it; -1 if it was none
 * @param producerEpoch of that producer; -1 if it was none
 * @param baseSequence the number that the producer gave its first record; -1 if it was none
 * @param transactional whether it is part of a transaction
 * @param control whether its record is a transaction marker, which is not for applications
 */
public record BatchInfo(
        TopicPartition topicPartition,
        long baseOffset,
        long lastOffset,
        int count,
        int leaderEpoch,
        CompressionType compression,
        TimestampType timestampType,
        long baseTimestamp,
        long maxTimestamp,
        long producerId,
        short producerEpoch,
        int baseSequence,
        boolean transactional,
        boolean control) {

    /** A number that is not known, or does not apply. */
    public static final int NONE = -1;

    /** Of a record that came in no batch, as tests make them. */
    static BatchInfo ofOne(TopicPartition topicPartition, long offset, long timestamp) {
        return new BatchInfo(
                topicPartition,
                offset,
                offset,
                1,
                NONE,
                CompressionType.NONE,
                TimestampType.CREATE_TIME,
                timestamp,
                timestamp,
                NONE,
                (short) NONE,
                NONE,
                false,
                false);
    }

    /** What {@link ConsumerMessage} counts timestamps from, so that most differences are small, or none. */
    long timestampOrigin() {
        return timestampType == TimestampType.LOG_APPEND_TIME ? maxTimestamp : baseTimestamp;
    }
}
