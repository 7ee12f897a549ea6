package io.myq.group;

import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.Timeout;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the cluster asked again, with pauses, as long as a topic is assigned whose name is not known: the broker that was asked
 * last may be behind the coordinator. Owned by the loop.
 */
final class TopicNames {

    private static final Logger log = LoggerFactory.getLogger(TopicNames.class);

    private final Cluster cluster;
    private final String groupId;
    private Set<UUID> unknown = Set.of();
    private int attempts;
    private @Nullable Timeout timer;

    TopicNames(Cluster cluster, String groupId) {
        this.cluster = cluster;
        this.groupId = groupId;
    }

    /** Those are unknown now, and no others. Who finds out that they are known sees it in the next view. */
    void lookUp(Set<UUID> ids) {
        unknown = new TreeSet<>(ids);
        if (unknown.isEmpty()) {
            stop();
        } else if (timer == null) {
            ask();
        }
    }

    private void ask() {
        timer = null;
        attempts++;
        String reason = "topic ids " + unknown + " are assigned to group " + groupId + " and have no name yet";
        if (attempts % 20 == 10) {
            log.warn("{} (attempt {}); they are read as soon as they have", reason, attempts);
        }
        cluster.refresh(reason);
        timer = cluster.loop()
                .schedule(Backoff.pause(cluster.config().consumer().retry(), attempts), this::ask);
    }

    void stop() {
        attempts = 0;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
