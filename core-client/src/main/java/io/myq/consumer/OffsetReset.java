package io.myq.consumer;

import io.myq.message.TopicPartition;

/**
 * Says that reading goes on elsewhere, because the log does not have what was asked for. Immutable; any thread.
 *
 * @param topicPartition what is read
 * @param from the offset that was to be read next
 * @param to where reading goes on; below {@code from} when messages may come again
 * @param cause what became of {@code from}
 * @param gap how many offsets are missing, or were replaced by other messages
 * @param logStart the first offset that is there, as the leader said
 * @param logEnd the offset after the last that is there
 */
public record OffsetReset(
        TopicPartition topicPartition, long from, long to, Cause cause, long gap, long logStart, long logEnd) {

    /** What became of an offset. */
    public enum Cause {
        /** It was deleted: retention, or DeleteRecords. */
        DELETED,
        /** The log ends before it. */
        BEYOND_END,
        /** The log was cut off before it and grew anew, after an unclean election of a leader (KIP-320). */
        TRUNCATED
    }

    /** How many offsets are left out. */
    public long skipped() {
        return Math.max(0, to - from);
    }

    /** What is missing, in words. */
    String what() {
        return switch (cause) {
            case DELETED -> "the " + gap + " offsets from there to the beginning of the log are gone";
            case BEYOND_END -> "the log ends " + gap + " offsets before that";
            case TRUNCATED ->
                "the log was cut off, " + gap + " offsets before that, and other messages were written instead";
        };
    }
}
