package io.myq.group;

import io.myq.consumer.Lag;
import org.jspecify.annotations.Nullable;

/**
 * How far behind the end of its log a claimed partition is. Immutable.
 *
 * @param endOffset where the log ends, as the last answer of a broker said; with {@code READ_COMMITTED} the last stable offset.
 *     -1 while that is not known
 * @param committedOffset what the group has committed, as far as this member knows; -1 for nothing, and where transactions
 *     commit
 * @param doneOffset the first offset that is not done; -1 while that is not known, and where transactions commit
 * @param committed from the committed offset; {@code null} when that or the end is not known
 * @param done from the first offset that is not done; {@code null} when that or the end is not known
 */
public record ClaimLag(
        long endOffset,
        long committedOffset,
        long doneOffset,
        @Nullable Lag committed,
        @Nullable Lag done) {}
