package io.myq.partitioner;

import io.myq.message.ProducerMessage;
import java.util.concurrent.atomic.AtomicInteger;

/** One partition after the other, beginning with the first. Thread-safe: one atomic number. */
final class RoundRobinPartitioner implements Partitioner {

    private final AtomicInteger next = new AtomicInteger();

    @Override
    public int partition(ProducerMessage message, int partitionCount) {
        while (true) {
            int expected = next.get();
            // there may be fewer of them than a moment ago
            int index = expected >= partitionCount ? 0 : expected;
            if (next.compareAndSet(expected, index + 1)) {
                return index;
            }
        }
    }

    @Override
    public boolean requiresConsistency(ProducerMessage message) {
        return false;
    }
}
