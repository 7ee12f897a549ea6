package io.myq.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Writes what consumers are to read: every batch is the same, so that readers know what they must find. Used by one thread. */
final class SeededTopic {

    private SeededTopic() {}

    /** Writes so many records at least, evenly over the partitions. */
    static void fill(BenchmarkBroker broker, Workload workload, String topic, long records) {
        int perBatch = workload.recordsPerBatch();
        ByteBuffer heap = ReplayFrame.encode(workload, topic, workload.partitions(), perBatch);
        ByteBuffer frame = ByteBuffer.allocateDirect(heap.remaining()).put(heap).flip();
        long perRequest = (long) perBatch * workload.partitions();
        // one more, so that the last records of a window are fetched as all others are
        long requests = (records + perRequest - 1) / perRequest + 1;
        try (ReplayConnection connection = ReplayConnection.open(broker.address())) {
            ReplayMain.replay(connection, frame, requests);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + topic, e);
        }
        long written = broker.endOffsets(topic, workload.partitions());
        if (written != requests * perRequest) {
            throw new IllegalStateException(
                    topic + " has " + written + " records, and not " + requests * perRequest + "; nothing is compared");
        }
    }
}
