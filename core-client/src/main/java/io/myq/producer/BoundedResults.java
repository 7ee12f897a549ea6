package io.myq.producer;

import io.myq.internal.network.Waits;
import io.myq.message.Header;
import io.myq.message.ProducerMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream that drops what it has no room for. The callback thread writes, any thread reads. */
final class BoundedResults implements ResultStream {

    static final int MOST_RESULTS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(BoundedResults.class);

    private final String leaf;
    private final long mostBytes;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // under the lock
    private final ArrayDeque<SendResult> results = new ArrayDeque<>();
    private long bytes;
    private long dropped;
    private boolean closed;

    /** @param leaf that switched it on */
    BoundedResults(String leaf, long mostBytes, Counters counters) {
        this.leaf = leaf;
        this.mostBytes = mostBytes;
        this.counters = counters;
    }

    /** Does not block, but for readers that look. */
    void offer(SendResult result) {
        boolean first;
        int waiting;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            long size = size(result.message());
            if (results.size() < MOST_RESULTS && (results.isEmpty() || bytes + size <= mostBytes)) {
                results.addLast(result);
                bytes += size;
                changed.signal();
                return;
            }
            first = dropped++ == 0;
            waiting = results.size();
        } finally {
            lock.unlock();
        }
        counters.onResultDropped();
        if (first) {
            log.warn(
                    "Nobody reads the results that {} asks for: {} wait, and further ones are dropped until somebody does"
                            + " (counted in the metrics). Futures and callbacks are told all the same. Read the stream, or"
                            + " switch it off.",
                    leaf,
                    waiting);
        }
    }

    private static long size(ProducerMessage message) {
        long size = length(message.key()) + length(message.value());
        List<Header> headers = message.headers();
        if (headers != null) {
            for (Header header : headers) {
                size += header == null ? 0 : length(header.value());
            }
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Nothing comes any more; what is there can still be read. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable SendResult poll() {
        lock.lock();
        try {
            return take();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SendResult take() {
        SendResult result = results.pollFirst();
        if (result != null) {
            bytes -= size(result.message());
        }
        return result;
    }

    @Override
    public @Nullable SendResult poll(Duration timeout) throws InterruptedException {
        long nanos = Waits.nanos(timeout);
        lock.lockInterruptibly();
        try {
            while (results.isEmpty() && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<SendResult> drain() {
        lock.lock();
        try {
            List<SendResult> all = List.copyOf(results);
            results.clear();
            bytes = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean ended() {
        lock.lock();
        try {
            return closed && results.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
