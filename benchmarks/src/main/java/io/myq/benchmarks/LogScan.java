package io.myq.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Counts the batches of a topic where the broker keeps them: what was really sent, whoever sent it. One owner. */
final class LogScan {

    private static final int HEADER_BYTES = 61;
    private static final int BASE_OFFSET = 0;
    private static final int LENGTH = 8;
    private static final int LENGTH_END = 12;
    private static final int COUNT = 57;

    private final long from;
    private long batches;
    private long records;
    private long bytes;

    /** @param from batches that begin before this offset do not count */
    LogScan(long from) {
        this.from = from;
    }

    /** Adds all partitions of a topic. Segments that retention removes meanwhile are left out. */
    static LogScan of(Path data, String topic, long from) throws IOException {
        LogScan scan = new LogScan(from);
        try (DirectoryStream<Path> partitions = Files.newDirectoryStream(data, topic + "-[0-9]*")) {
            for (Path partition : partitions) {
                try (DirectoryStream<Path> segments = Files.newDirectoryStream(partition, "*.log")) {
                    for (Path segment : segments) {
                        scan.add(segment);
                    }
                }
            }
        }
        return scan;
    }

    void add(Path segment) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        try (FileChannel file = FileChannel.open(segment)) {
            for (long at = 0; file.read(header.clear(), at) == HEADER_BYTES; ) {
                int length = LENGTH_END + header.getInt(LENGTH);
                if (header.getLong(BASE_OFFSET) >= from) {
                    batches++;
                    records += header.getInt(COUNT);
                    bytes += length;
                }
                at += length;
            }
        } catch (NoSuchFileException e) {
            // removed since it was listed: an average does without it
            return;
        }
    }

    long batches() {
        return batches;
    }

    double recordsPerBatch() {
        return (double) records / batches;
    }

    double bytesPerRecord() {
        return (double) bytes / records;
    }
}
