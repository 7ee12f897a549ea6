package io.myq.message;

/** Whose clock the timestamps of a batch are from (KIP-32). */
public enum TimestampType {
    /** The sender's: {@code message.timestamp.type=CreateTime}, the default of topics. */
    CREATE_TIME,
    /** The broker's, when it appended the batch: {@code message.timestamp.type=LogAppendTime}. */
    LOG_APPEND_TIME
}
