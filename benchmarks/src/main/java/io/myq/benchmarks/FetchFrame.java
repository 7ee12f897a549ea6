package io.myq.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A Fetch request of version 11 without a session, encoded once; only its offsets change. One owner. */
final class FetchFrame {

    private static final short FETCH = 1;
    private static final short VERSION = 11;
    private static final int WAIT_MILLIS = 500;
    private static final int MOST_BYTES = 50 << 20;
    /** What both clients ask for. */
    private static final int PARTITION_BYTES = 1 << 20;

    private static final int PARTITION_FIELDS = 4 + 4 + 8 + 8 + 4;
    private static final int FETCH_OFFSET = 4 + 4;

    private final ByteBuffer frame;
    private final int partitionsAt;

    FetchFrame(String topic, int partitions) {
        byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
        frame = ByteBuffer.allocateDirect(64 + name.length + partitions * PARTITION_FIELDS);
        // no client id
        frame.putInt(0).putShort(FETCH).putShort(VERSION).putInt(0).putShort((short) -1);
        // a consumer; everything, committed or not; no session
        frame.putInt(-1).putInt(WAIT_MILLIS).putInt(1).putInt(MOST_BYTES).put((byte) 0);
        frame.putInt(0).putInt(-1);
        frame.putInt(1).putShort((short) name.length).put(name).putInt(partitions);
        partitionsAt = frame.position();
        for (int partition = 0; partition < partitions; partition++) {
            // any leader epoch, from the beginning; the log start is for replicas
            frame.putInt(partition).putInt(-1).putLong(0).putLong(-1).putInt(PARTITION_BYTES);
        }
        // nothing forgotten, no rack
        frame.putInt(0).putShort((short) 0);
        frame.flip();
        frame.putInt(0, frame.limit() - Integer.BYTES);
    }

    /** Asks for more of a partition the next time. */
    void advance(int partition, long records) {
        int at = partitionsAt + partition * PARTITION_FIELDS + FETCH_OFFSET;
        frame.putLong(at, frame.getLong(at) + records);
    }

    ByteBuffer bytes() {
        return frame;
    }
}
