package io.myq.group;

import io.myq.error.CommitFailedException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.Timeout;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commits what is marked, and only what changed: on the interval, and when it is asked to. Owned by the loop. */
final class OffsetCommits {

    /** What a commit can tell about the membership of who commits. */
    interface Events {
        /** The group is being rebalanced: this member must join again. */
        void onRebalance();

        /** The coordinator does not count this member, or not in this generation. */
        void onEvicted(ErrorCode error, int generation);

        /** No repetition can help. */
        void fatal(MyqException cause);

        /** These were not committed, and are with the next commit unless their partitions were given up. */
        default void commitFailed(CommitFailedException failure, List<Mark> marks) {}
    }

    private final Cluster cluster;
    private final CommitQueue queue;
    /** Marks with news since they were last looked at; filled by marking threads. */
    private final ConcurrentLinkedQueue<Mark> dirty = new ConcurrentLinkedQueue<>();

    private @Nullable Timeout interval;

    OffsetCommits(
            Cluster cluster,
            String groupId,
            CoordinatorLink link,
            CommitIdentity identity,
            GroupBoard board,
            Events events) {
        this.cluster = cluster;
        this.queue = new CommitQueue(cluster, groupId, link, identity, board, events, dirty::add);
    }

    Mark newMark(TopicPartition partition) {
        return new Mark(partition, dirty::add);
    }

    /** Begins to commit on the interval. */
    void startInterval() {
        var offsets = cluster.config().consumer().offsets();
        if (offsets.autoCommit().enable() && interval == null) {
            interval = cluster.loop().schedule(offsets.autoCommit().interval(), this::onInterval);
        }
    }

    private void onInterval() {
        interval = null;
        startInterval();
        if (queue.isEmpty() && !dirty.isEmpty()) {
            commitAll(cluster.config().net().readTimeout(), failure -> {});
        }
    }

    /** Commits what is marked now. */
    void commitAll(Duration limit, Consumer<@Nullable CommitFailedException> done) {
        List<Mark> marks = new ArrayList<>();
        for (Mark mark = dirty.poll(); mark != null; mark = dirty.poll()) {
            mark.clean();
            marks.add(mark);
        }
        // those of an earlier commit are not dirty now; should that fail, this one may still succeed
        marks.addAll(queue.marks());
        commit(marks, limit, done);
    }

    /** Transactions commit offsets of these from now on: what is marked goes before them, if it can, or not at all. */
    void leaveToTransactions(Collection<Mark> marks) {
        commitAll(cluster.config().net().readTimeout(), failure -> {});
        marks.forEach(Mark::leaveNews);
    }

    /** Commits these marks as far as they are then. Tries until the limit. */
    void commit(Collection<Mark> marks, Duration limit, Consumer<@Nullable CommitFailedException> done) {
        queue.add(new CommitJob(List.copyOf(marks), limit, done));
    }

    /** What is committed from now on is the last: it is tried again only so often. */
    void closing() {
        queue.limitRetries(cluster.config().consumer().offsets().retry().max());
    }

    /** To be called when {@link CommitIdentity#canCommit} may have become true. */
    void run() {
        queue.run();
    }

    /** No more commits: what waits and what still comes fails. */
    void close(MyqException cause) {
        if (interval != null) {
            interval.cancel();
        }
        queue.close(cause);
    }
}
