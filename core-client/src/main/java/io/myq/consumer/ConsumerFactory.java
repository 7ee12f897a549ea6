package io.myq.consumer;

import io.myq.config.OutOfRangePolicy;
import io.myq.internal.cluster.Cluster;

/** The one door through which the floors above get a consumer. Stateless. */
public final class ConsumerFactory {

    private ConsumerFactory() {}

    /**
     * A new consumer with connections of its own. Returns at once; any thread.
     *
     * @param purpose names it in the log
     */
    public static Consumer open(Cluster cluster, String purpose) {
        return new LiveConsumer(
                cluster, purpose, FetchSettings.of(cluster.config().consumer()));
    }

    /** The same with another policy than the configuration's. */
    public static Consumer open(Cluster cluster, String purpose, OutOfRangePolicy outOfRange) {
        return new LiveConsumer(
                cluster, purpose, FetchSettings.of(cluster.config().consumer()).withOutOfRange(outOfRange));
    }
}
