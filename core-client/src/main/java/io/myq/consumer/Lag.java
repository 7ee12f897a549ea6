package io.myq.consumer;

import java.time.Duration;

/**
 * How far behind the end of its log a partition is. Immutable.
 *
 * @param records offsets from there to the end, as the last answer of a broker said: the high-water mark, or with {@code
 *     READ_COMMITTED} the last stable offset. Offsets that hold no message count as well
 * @param time how old the first of these records is, as far as that is known: by the timestamp of its batch when that was
 *     handed out already, else since this client first heard that there is one, which is later. Zero when there is none
 */
public record Lag(long records, Duration time) {}
