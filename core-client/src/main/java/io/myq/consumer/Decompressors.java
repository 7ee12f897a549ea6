package io.myq.consumer;

import io.myq.internal.compress.Decompressor;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Decompressors with their native memory, lent for one batch at a time: as many as threads decode at the same moment, not
 * as many as there are partitions. Any thread.
 */
final class Decompressors {

    private final int maxDecompressedBytes;
    private final ConcurrentLinkedDeque<Decompressor> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Decompressors(int maxDecompressedBytes) {
        this.maxDecompressedBytes = maxDecompressedBytes;
    }

    Decompressor borrow() {
        Decompressor last = idle.pollLast();
        return last == null ? new Decompressor(maxDecompressedBytes) : last;
    }

    void giveBack(Decompressor decompressor) {
        idle.addLast(decompressor);
        if (closed) {
            closeIdle();
        }
    }

    void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (Decompressor next = idle.poll(); next != null; next = idle.poll()) {
            next.close();
        }
    }
}
