package io.myq.consumer;

import io.myq.internal.cluster.PartitionView;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions from the replica that their leader prefers for this client's rack (KIP-392): for a time, because leaders
 * know better later, and only while that replica has no trouble with it. Owned by the loop.
 */
final class ReadReplicas {

    private static final Logger log = LoggerFactory.getLogger(ReadReplicas.class);

    /** As Kafka's own client; with less between refreshes, the leader is asked as often. */
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(5);

    private final FetchContext context;
    private final Fetches fetches;

    ReadReplicas(FetchContext context, Fetches fetches) {
        this.context = context;
        this.fetches = fetches;
    }

    /** The leader sends nothing itself, and names who does. */
    void follow(PartitionFetch partition, int replica) {
        if (!context.cluster().view().nodes().containsKey(replica)) {
            leave(partition, "broker " + replica + " is not known");
            return;
        }
        log.debug("{}: {} is read from {}", context.purpose(), partition.partition, context.nameOf(replica));
        fetches.detach(partition);
        partition.endLease();
        partition.replica = replica;
        Duration refresh = context.cluster().config().metadata().refreshFrequency();
        Duration lease = refresh.compareTo(LONGEST_LEASE) < 0 ? refresh : LONGEST_LEASE;
        partition.lease = context.cluster().loop().schedule(lease, () -> backToLeader(partition));
        fetches.place(partition);
    }

    boolean isReplica(PartitionFetch partition, int broker) {
        return partition.leader != PartitionView.NO_LEADER && partition.leader != broker;
    }

    /** What a replica refuses means nothing before the leader has said the same; and it is not to send us back at once. */
    void leave(PartitionFetch partition, String reason) {
        log.debug("{}: {} is read from its leader again: {}", context.purpose(), partition.partition, reason);
        context.cluster().refresh(partition.partition + " cannot be read from a replica: " + reason);
        fetches.fetcher(partition.leader).serveItself();
        backToLeader(partition);
    }

    private void backToLeader(PartitionFetch partition) {
        partition.endLease();
        if (!partition.ended) {
            fetches.detach(partition);
            fetches.place(partition);
        }
    }
}
