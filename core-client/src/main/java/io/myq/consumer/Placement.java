package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.PartitionView;
import io.myq.internal.cluster.TopicView;
import io.myq.internal.protocol.Uuids;
import java.util.List;

/**
 * Finds out from the newest view who a partition is to be read from, and where reading begins, and brings it there. Owned
 * by the loop.
 */
final class Placement {

    private final FetchContext context;
    private final Fetches fetches;
    private final OffsetLookup lookup;

    Placement(FetchContext context, Fetches fetches, OffsetLookup lookup) {
        this.context = context;
        this.fetches = fetches;
        this.lookup = lookup;
    }

    void place(PartitionFetch partition) {
        partition.cancelRetry();
        String topic = partition.partition.topic();
        ClusterView view = context.cluster().view();
        TopicView topicView = view.topic(topic);
        PartitionView leader = view.partition(partition.partition);
        if (topicView == null) {
            context.cluster().addTopics(List.of(topic));
            return;
        }
        if (isRefused(topicView.error())) {
            fetches.fail(
                    partition,
                    new BrokerException(
                            topicView.error(),
                            "Cannot read " + partition.partition + ": the cluster answers " + topicView.error()
                                    + " for topic " + topic));
        } else if (topicView.error() != ErrorCode.NONE) {
            // the cluster is asked about such a topic again in any case
            fetches.tryLater(partition, "the cluster answers " + topicView.error() + " for its topic");
        } else if (leader == null || !leader.writable()) {
            fetches.retryLater(partition, leader == null ? "the cluster does not know it" : "it has no leader");
        } else if (wasRecreated(partition, topicView)) {
            fetches.fail(
                    partition,
                    new MyqException("Cannot read on in " + partition.partition + " at offset "
                            + partition.offset + ": the topic was deleted and created anew (id " + partition.topicId
                            + " became " + topicView.id() + "), so this offset means nothing now"));
        } else {
            placeAt(partition, leader, topicView);
        }
    }

    private static boolean isRefused(ErrorCode error) {
        return error == ErrorCode.TOPIC_AUTHORIZATION_FAILED || error == ErrorCode.INVALID_TOPIC_EXCEPTION;
    }

    private static boolean wasRecreated(PartitionFetch partition, TopicView topic) {
        return partition.offset >= 0
                && !partition.topicId.equals(Uuids.ZERO)
                && !topic.id().equals(Uuids.ZERO)
                && !partition.topicId.equals(topic.id());
    }

    private void placeAt(PartitionFetch partition, PartitionView leader, TopicView topic) {
        if (partition.isNews(leader, topic.id())) {
            // the new leader may send it elsewhere, or nowhere
            partition.endLease();
        }
        partition.leader = leader.leader();
        partition.leaderEpoch = leader.leaderEpoch();
        partition.topicId = topic.id();
        if (partition.offset >= 0) {
            boolean leased = partition.replica != PartitionView.NO_LEADER;
            fetches.fetcher(leased ? partition.replica : partition.leader).attach(partition);
        } else {
            lookUp(partition, partition.timestamp);
        }
    }

    private void lookUp(PartitionFetch partition, long timestamp) {
        partition.lookingUp = true;
        int generation = partition.generation;
        lookup.find(partition, timestamp, context.settings().isolationLevel(), new OffsetLookup.Answer() {
            @Override
            public void found(long offset, int leaderEpoch) {
                partition.lookingUp = false;
                partition.failures = 0;
                if (partition.ended) {
                    return;
                }
                if (partition.generation != generation) {
                    place(partition);
                } else if (offset < 0) {
                    lookUp(partition, Consumer.NEWEST);
                } else {
                    partition.offset = offset;
                    partition.lastEpoch = leaderEpoch;
                    partition.consumer.begin(offset, generation);
                    place(partition);
                }
            }

            @Override
            public void failed(MyqException cause) {
                partition.lookingUp = false;
                fetches.onError(partition, cause);
            }
        });
    }
}
