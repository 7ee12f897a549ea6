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

    /** Of the next fetch; -1 until it was looked up. */
    long offset;

    /** Of the last batch before that offset, so that the broker notices when it has another one there (KIP-320); or -1. */
    int lastEpoch = -1;

    /** What to look up: {@link Consumer#OLDEST}, {@link Consumer#NEWEST} or milliseconds. */
    long timestamp;

    /** Counts the application's seeks: what was fetched before the last one is of no use. */
    int generation;

    /** Asked for when a broker sends nothing but the beginning of a batch; 0 while that is not so. */
    int grownBytes;

    /** What was tried last; a view that says the same is no news. */
    int leader = PartitionView.NO_LEADER;

    int leaderEpoch = -1;
    UUID topicId = Uuids.ZERO;

    /** Who the leader said it is to be read from (KIP-392), until {@link #lease} ends; or {@link PartitionView#NO_LEADER}. */
    int replica = PartitionView.NO_LEADER;

    @Nullable
    Timeout lease;

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

    PartitionFetch(LivePartitionConsumer consumer) {
        this.consumer = consumer;
        this.partition = consumer.topicPartition();
    }

    /** @param next what to fetch, or {@link Consumer#OLDEST} or {@link Consumer#NEWEST} */
    void goTo(long next) {
        offset = Math.max(-1, next);
        timestamp = next;
        lastEpoch = -1;
    }

    /** At the first message that is not earlier. */
    void goToTime(long millis) {
        offset = -1;
        timestamp = millis;
        lastEpoch = -1;
    }

    boolean isFetchable() {
        return !full && !consumer.isPaused();
    }

    Want want(int bytes) {
        return new Want(partition, topicId, leaderEpoch, offset, lastEpoch, Math.max(bytes, grownBytes));
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

    /** From now on it is read from its leader. */
    void endLease() {
        replica = PartitionView.NO_LEADER;
        if (lease != null) {
            lease.cancel();
            lease = null;
        }
    }
}
