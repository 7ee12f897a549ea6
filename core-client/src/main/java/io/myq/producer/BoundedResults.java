package io.myq.producer;

import io.myq.internal.network.BoundedStream;
import io.myq.message.Header;
import io.myq.message.ProducerMessage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream that drops what it has no room for. The callback thread writes, any thread reads. */
final class BoundedResults implements ResultStream {

    static final int MOST_RESULTS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(BoundedResults.class);

    private final String leaf;
    private final Counters counters;
    private final BoundedStream<SendResult> results;

    /** @param leaf that switched it on */
    BoundedResults(String leaf, long mostBytes, Counters counters) {
        this.leaf = leaf;
        this.counters = counters;
        this.results = new BoundedStream<>(MOST_RESULTS, mostBytes, result -> size(result.message()));
    }

    /** Does not block, but for readers that look. */
    void offer(SendResult result) {
        long dropped = results.offer(result);
        if (dropped == 0) {
            return;
        }
        counters.onResultDropped();
        if (dropped == 1) {
            log.warn(
                    "Nobody reads the results that {} asks for: {} wait, and further ones are dropped until somebody does"
                            + " (counted in the metrics). Futures and callbacks are told all the same. Read the stream, or"
                            + " switch it off.",
                    leaf,
                    results.size());
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
        results.close();
    }

    @Override
    public @Nullable SendResult poll() {
        return results.poll();
    }

    @Override
    public @Nullable SendResult poll(Duration timeout) throws InterruptedException {
        return results.poll(timeout);
    }

    @Override
    public List<SendResult> drain() {
        return results.drain();
    }

    @Override
    public long dropped() {
        return results.dropped();
    }

    @Override
    public boolean ended() {
        return results.ended();
    }
}
