package io.myq.consumer;

import io.myq.config.ConsumerConfig;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.Lane;
import io.myq.internal.protocol.FetchRequest;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the parts of one consumer share. Immutable but for the counters and the budget, which are thread-safe; the lanes
 * belong to the loop.
 *
 * @param purpose names the consumer in the log
 * @param fetchLane for long polls and nothing else
 * @param lookupLane for what must not wait behind them
 */
record FetchContext(
        Cluster cluster,
        String purpose,
        Lane fetchLane,
        Lane lookupLane,
        BufferBudget budget,
        LongAdder fetchCount,
        LongAdder recordCount,
        LongAdder byteCount) {

    ConsumerConfig config() {
        return cluster.config().consumer();
    }

    /** What every fetch says. */
    FetchRequest template(int fetchers) {
        long share = Math.max(config().fetch().defaultBytes(), BufferBudget.BYTES / Math.max(1, fetchers));
        return FetchRequest.defaults().withMinBytes(config().fetch().min()).withMaxBytes((int)
                Math.min(config().fetch().maxBytes(), share));
    }

    /** A broker as a person would look for it. */
    String nameOf(int broker) {
        var node = cluster.view().nodes().get(broker);
        return node == null ? "broker " + broker : "broker " + broker + " at " + node.address();
    }

    ConsumerMetrics metrics() {
        return new ConsumerMetrics(recordCount.sum(), byteCount.sum(), fetchCount.sum(), budget.used());
    }
}
