package io.myq.producer;

/**
 * Counters of a producer since its start, at one moment.
 *
 * @param records acknowledged messages
 * @param failedRecords messages that ended as not written or unknown
 * @param bytes of acknowledged batches, as written
 * @param batches acknowledged
 * @param requests sent to brokers, retries included
 * @param retries batches that were sent again
 * @param bufferedBytes taken of {@code Producer.BufferMemory} now
 * @param waitingRecords messages without an outcome now
 * @param droppedResults outcomes that a {@link ResultStream} dropped because nobody read it
 */
public record ProducerMetrics(
        long records,
        long failedRecords,
        long bytes,
        long batches,
        long requests,
        long retries,
        long bufferedBytes,
        long waitingRecords,
        long droppedResults) {}
