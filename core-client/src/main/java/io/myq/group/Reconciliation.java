package io.myq.group;

import io.myq.internal.cluster.Cluster;
import io.myq.internal.protocol.ConsumerGroupHeartbeatResponse;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the claims of a member of the consumer protocol in step with what the coordinator assigned: begins what is new at
 * once, and gives up in order what is not assigned any more. Owned by the loop.
 */
final class Reconciliation {

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private final Cluster cluster;
    private final String groupId;
    private final GroupParts parts;
    private final ConsumerSettings settings;
    private final Runnable onReleased;
    private final ConsumerAssignment assignment = new ConsumerAssignment();
    private final TopicNames names;

    /** @param onReleased told when partitions were given up, which others may be waiting for */
    Reconciliation(Cluster cluster, String groupId, GroupParts parts, ConsumerSettings settings, Runnable onReleased) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.parts = parts;
        this.settings = settings;
        this.onReleased = onReleased;
        this.names = new TopicNames(cluster, groupId);
    }

    /** @throws io.myq.error.ProtocolException when it cannot be true */
    void assign(List<ConsumerGroupHeartbeatResponse.TopicPartitions> told) {
        if (assignment.assign(told)) {
            parts.board().countRebalance();
        }
    }

    /** Whether nothing is assigned. */
    boolean isEmpty() {
        return assignment.isEmpty();
    }

    /** What the coordinator is to be told. */
    Map<UUID, List<Integer>> owned() {
        return assignment.owned();
    }

    /** @return whether there was anything to do */
    boolean run() {
        ConsumerAssignment.Step step = assignment.step(cluster.view().topicNames());
        names.lookUp(step.unknown());
        if (step.gained().isEmpty() && step.lost().isEmpty()) {
            return false;
        }
        log.info(
                "Group {}: epoch {}: gained {}, gives up {}",
                groupId,
                parts.membership().generation(),
                step.gained(),
                step.lost());
        if (!step.gained().isEmpty()) {
            parts.claims().gain(step.gained());
        }
        if (!step.lost().isEmpty()) {
            parts.claims().revoke(step.lost(), handlerLimit(), all -> released(step.lost()));
        }
        return true;
    }

    private void released(Set<TopicPartition> lost) {
        assignment.released(lost);
        onReleased.run();
    }

    /** All is lost without a commit. */
    void lose(EndCause cause) {
        assignment.clear();
        parts.claims().lose(cause, handlerLimit());
    }

    /** The coordinator waits for the rebalance timeout, and what was given up has to come to it within that. */
    private Duration handlerLimit() {
        Duration half = settings.rebalanceTimeout().dividedBy(2);
        Duration left =
                settings.rebalanceTimeout().minus(settings.heartbeatInterval().multipliedBy(2));
        return left.compareTo(half) < 0 ? half : left;
    }

    void stop() {
        names.stop();
    }
}
