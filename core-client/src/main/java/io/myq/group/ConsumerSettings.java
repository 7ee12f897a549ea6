package io.myq.group;

import io.myq.config.Config;
import io.myq.config.GroupConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the consumer protocol takes from the configuration. Immutable; any thread.
 *
 * @param instanceId of a static member
 * @param rackId for an assignor that looks at racks
 * @param assignor the coordinator's own that is asked for; {@code null} for the one that it prefers
 * @param rebalanceTimeout how long the coordinator waits for partitions to be given up
 * @param sessionTimeout the coordinator has one of its own; this is how long it is thought to be
 * @param heartbeatInterval until the coordinator has said another
 */
record ConsumerSettings(
        @Nullable String instanceId,
        @Nullable String rackId,
        @Nullable String assignor,
        Duration rebalanceTimeout,
        Duration sessionTimeout,
        Duration heartbeatInterval) {

    static ConsumerSettings of(Config config, @Nullable String assignor) {
        GroupConfig group = config.consumer().group();
        return new ConsumerSettings(
                group.instanceId(),
                config.consumer().rackId(),
                assignor,
                group.rebalance().timeout(),
                group.session().timeout(),
                group.heartbeat().interval());
    }
}
