package io.myq.consumer;

/**
 * Counters of a consumer since its start, at one moment.
 *
 * @param records handed to the application
 * @param bytes of batches handed to the application, as they came
 * @param fetches answered by brokers
 * @param bufferedBytes fetched and not yet handed over
 */
public record ConsumerMetrics(long records, long bytes, long fetches, long bufferedBytes) {}
