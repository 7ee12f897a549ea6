package io.myq.consumer;

import io.myq.consumer.FetchSession.Want;
import io.myq.internal.cluster.PartitionView;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.Uuids;
import io.myq.message.TopicPartition;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where fetching one partition stands. Owned by the loop; what other threads need is in its {@link #consumer}. */
final class PartitionFetch {

    final LivePartitionConsumer consumer;
    final TopicPartition partition;

    /** Of the next fetch; negative until it was looked up. */
    long offset;
    /** Asked for when a broker sends nothing but the beginning of a batch; 0 while that is not so. */
    int grownBytes;

    /** What was tried last; a view that says the same is no news. */
    int leader = PartitionView.NO_LEADER;

    int leaderEpoch = -1;
    UUID topicId = Uuids.ZERO;

    /** Who fetches it now, if anybody. */
    @Nullable
    LeaderFetcher fetcher;
    /** An answer is being waited for, elsewhere than in a fetcher. */
    boolean lookingUp;

    @Nullable
    Timeout retry;
    /** In a row. */
    int failures;
    /** Refetched once because a batch was corrupt here; -1 otherwise. */
    long corruptOffset = -1;
    /** Enough is buffered. */
    boolean full;

    boolean ended;

    PartitionFetch(LivePartitionConsumer consumer, long offset) {
        this.consumer = consumer;
        this.partition = consumer.topicPartition();
        this.offset = offset;
    }

    boolean isFetchable() {
        return !full && !consumer.isPaused();
    }

    Want want(int bytes) {
        return new Want(partition, topicId, leaderEpoch, offset, Math.max(bytes, grownBytes));
    }

    /** Whether the view says something about the leader that was not tried yet; views that are older than that do not. */
    boolean isNews(PartitionView view, UUID viewTopicId) {
        boolean same = view.leader() == leader && view.leaderEpoch() == leaderEpoch && viewTopicId.equals(topicId);
        boolean older = view.leaderEpoch() >= 0 && view.leaderEpoch() < leaderEpoch && viewTopicId.equals(topicId);
        return !same && !older;
    }

    void cancelRetry() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }
}
