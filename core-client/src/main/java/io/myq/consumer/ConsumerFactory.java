package io.myq.consumer;

import io.myq.config.ConsumerConfig;
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

    /** The same for the claims of a group, which may have to fail where a consumer of its own would go on elsewhere. */
    public static Consumer openForGroup(Cluster cluster, String purpose) {
        ConsumerConfig config = cluster.config().consumer();
        FetchSettings settings = FetchSettings.of(config);
        return new LiveConsumer(
                cluster,
                purpose,
                config.group().resetInvalidOffsets() ? settings : settings.withOutOfRange(OutOfRangePolicy.ERROR));
    }
}
