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
 * @param settings what the configuration, or the group, says
 * @param fetchLane for long polls and nothing else
 * @param lookupLane for what must not wait behind them
 * @param errors what the application is told beside exceptions
 */
record FetchContext(
        Cluster cluster,
        String purpose,
        FetchSettings settings,
        Lane fetchLane,
        Lane lookupLane,
        BufferBudget budget,
        FetchCounters counters,
        ConsumerErrors errors) {

    ConsumerConfig config() {
        return cluster.config().consumer();
    }

    /** What every fetch says. */
    FetchRequest template(int fetchers) {
        long share = Math.max(config().fetch().defaultBytes(), BufferBudget.BYTES / Math.max(1, fetchers));
        return FetchRequest.defaults()
                .withIsolationLevel(settings.isolationLevel())
                .withMinBytes(config().fetch().min())
                .withMaxBytes((int) Math.min(config().fetch().maxBytes(), share));
    }

    /** A broker as a person would look for it. */
    String nameOf(int broker) {
        var node = cluster.view().nodes().get(broker);
        return node == null ? "broker " + broker : "broker " + broker + " at " + node.address();
    }

    ConsumerMetrics metrics() {
        return counters.metrics(budget.used());
    }

    LongAdder recordCount() {
        return counters.records;
    }

    LongAdder byteCount() {
        return counters.bytes;
    }
}
