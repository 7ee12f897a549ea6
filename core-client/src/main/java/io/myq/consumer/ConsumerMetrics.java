package io.myq.consumer;

/**
 * Counters of a consumer since its start, at one moment.
 *
 * @param records handed to the application
 * @param bytes of batches handed to the application, as they came
 * @param fetches answered by brokers
 * @param bufferedBytes fetched and not yet handed over
 * @param resets how often reading went on elsewhere, because the log did not have what was asked for ({@code
 *     Consumer.Offsets.OutOfRange})
 * @param skippedOffsets how many offsets were left out by that
 * @param corruptBatches batches that were left out because they could not be read ({@code Consumer.CorruptBatches})
 */
public record ConsumerMetrics(
        long records,
        long bytes,
        long fetches,
        long bufferedBytes,
        long resets,
        long skippedOffsets,
        long corruptBatches) {

    /** Of a consumer that has not done anything. */
    public static final ConsumerMetrics NONE = new ConsumerMetrics(0, 0, 0, 0, 0, 0, 0);
}
