package io.myq.group;

import io.myq.error.ClientClosedException;
import io.myq.error.CommitFailedException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.TopicView;
import io.myq.internal.cluster.ViewListener;
import io.myq.internal.network.SerialExecutor;
import io.myq.internal.network.Waits;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The offset manager as applications hold it: passes on to the loop what they ask for. Any thread. */
final class LiveOffsetManager implements OffsetManager, OffsetCommits.Events, ViewListener {

    private static final Logger log = LoggerFactory.getLogger(LiveOffsetManager.class);

    private final Cluster cluster;
    private final String groupId;
    private final Duration limit;
    private final GroupBoard board;
    private final CoordinatorLink link;
    private final OffsetCommits commits;
    private final OffsetReads reads;
    private final SerialExecutor completions;
    private final ConcurrentHashMap<TopicPartition, ManagedPartition> managed = new ConcurrentHashMap<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final Consumer<@Nullable Throwable> onLoopEnd = cause -> loopEnded();
    private volatile boolean closed;

    private LiveOffsetManager(Cluster cluster, String groupId) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.limit = cluster.config().net().readTimeout();
        this.board =
                new GroupBoard(cluster.config().consumer().group().rebalance().timeout());
        this.link = new CoordinatorLink(cluster, groupId, board, this::fatal);
        this.commits = new OffsetCommits(cluster, groupId, link, CommitIdentity.NOBODY, board, this);
        this.reads = new OffsetReads(cluster, groupId, link, CommitIdentity.NOBODY, board, this);
        this.completions = new SerialExecutor(cluster.config().threadFactory(), "myq-" + groupId + "-offsets");
    }

    static LiveOffsetManager open(Cluster cluster, String groupId) {
        LiveOffsetManager manager = new LiveOffsetManager(cluster, groupId);
        cluster.loop().execute(() -> {
            cluster.loop().onEnd(manager.onLoopEnd);
            cluster.addListener(manager);
            manager.commits.startInterval();
        });
        return manager;
    }

    @Override
    public String groupId() {
        return groupId;
    }

    @Override
    public PartitionOffsetManager managePartition(TopicPartition partition) {
        var initial = cluster.config().consumer().offsets().initial();
        var added = new ManagedPartition(this, commits.newMark(partition), initial);
        if (closed) {
            throw new IllegalStateException("The offset manager of group '" + groupId + "' is closed");
        }
        if (managed.putIfAbsent(partition, added) != null) {
            throw new IllegalStateException(partition + " is managed already; close its PartitionOffsetManager before");
        }
        cluster.addTopics(Set.of(partition.topic()));
        cluster.loop().execute(() -> {
            learnTopicId(cluster.view(), added);
            reads.readWithMetadata(
                    List.of(partition),
                    wanted -> managed.get(partition) == added,
                    (answered, offset) -> added.restore(offset));
        });
        return added;
    }

    @Override
    public void onView(ClusterView view) {
        Set<String> topics = new TreeSet<>();
        managed.values().forEach(each -> {
            topics.add(each.topicPartition().topic());
            learnTopicId(view, each);
        });
        cluster.keepTopics(topics);
    }

    private void learnTopicId(ClusterView view, ManagedPartition partition) {
        TopicView topic = view.topic(partition.topicPartition().topic());
        if (topic != null && partition.mark().topicId(topic.id())) {
            log.warn(
                    "Offsets of group {}: topic {} was deleted and created anew; what was marked of {} is forgotten",
                    groupId,
                    topic.name(),
                    partition.topicPartition());
        }
    }

    @Override
    public CompletableFuture<Void> commitAsync() {
        return commitWithin(limit);
    }

    private CompletableFuture<Void> commitWithin(Duration time) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        try {
            cluster.loop()
                    .execute(() -> commits.commitAll(time, failure -> Commits.complete(completions, future, failure)));
        } catch (ClientClosedException e) {
            Commits.complete(
                    completions,
                    future,
                    new CommitFailedException("Offsets of group '" + groupId + "' were not committed", e));
        }
        return future;
    }

    @Override
    public void commit(Duration timeout) throws InterruptedException {
        refuseWhereNobodyMayWait("commit(Duration)");
        Commits.await(commitWithin(timeout), groupId, timeout);
    }

    void refuseWhereNobodyMayWait(String method) {
        if (completions.inExecutor() || cluster.loop().inLoop()) {
            throw new IllegalStateException(method
                    + " blocks, and was called on a thread that it would have to wait for. Call it from another");
        }
    }

    MyqException unknown(TopicPartition partition, Duration timeout) {
        Throwable last = board.troubles().lastFailure();
        String why = last == null ? "no answer came" : Troubles.text(last);
        return new MyqException(
                "What group '" + groupId + "' has committed for " + partition + " could not be read within "
                        + timeout.toMillis() + " ms: " + why,
                last);
    }

    void close(ManagedPartition partition) {
        onLoop(() -> flush(List.of(partition.mark()), limit, failure -> {
            managed.remove(partition.topicPartition(), partition);
            partition.ended(new ClientClosedException(partition.topicPartition() + " is not managed any more"));
        }));
    }

    private void flush(List<Mark> marks, Duration time, Consumer<@Nullable CommitFailedException> then) {
        if (cluster.config().consumer().offsets().autoCommit().enable()) {
            commits.commit(marks, time, then);
        } else {
            then.accept(null);
        }
    }

    void awaitClose(CompletableFuture<Void> close) {
        if (!completions.inExecutor() && !cluster.loop().inLoop()) {
            await(close, limit.plusSeconds(1));
        }
    }

    private static <T> @Nullable T await(CompletableFuture<T> future, Duration time) {
        try {
            return future.get(Waits.nanos(time), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Did not end in time", e);
        }
        return null;
    }

    private void onLoop(Runnable task) {
        try {
            cluster.loop().execute(task);
        } catch (ClientClosedException e) {
            log.trace("Offsets of group {}: the loop has ended", groupId);
        }
    }

    @Override
    public void close() {
        close(limit);
    }

    @Override
    public boolean close(Duration timeout) {
        boolean first = !closed;
        closed = true;
        if (first) {
            onLoop(() -> {
                commits.closing();
                List<Mark> marks =
                        managed.values().stream().map(ManagedPartition::mark).toList();
                var cause = new ClientClosedException("The offset manager of group '" + groupId + "' is closed");
                flush(marks, timeout, failure -> {
                    cluster.loop().removeOnEnd(onLoopEnd);
                    end(cause, failure == null);
                });
            });
        }
        if (completions.inExecutor() || cluster.loop().inLoop()) {
            return false;
        }
        return Boolean.TRUE.equals(await(ended, timeout.plusSeconds(1)));
    }

    /** On the loop. */
    private void end(MyqException cause, boolean inOrder) {
        closed = true;
        cluster.removeListener(this);
        List.copyOf(managed.values()).forEach(partition -> partition.ended(cause));
        managed.clear();
        commits.close(cause);
        link.close();
        ended.complete(inOrder);
    }

    private void loopEnded() {
        end(cluster.loop().closedException(), false);
    }

    @Override
    public void onRebalance() {
        log.debug("Offsets of group {}: its members are sharing partitions anew", groupId);
    }

    @Override
    public void onEvicted(ErrorCode error, int generation) {
        log.debug("Offsets of group {}: it has members ({})", groupId, error);
    }

    @Override
    public void fatal(MyqException cause) {
        log.error("Offsets of group {} cannot be kept: {}", groupId, cause.getMessage());
        end(cause, false);
    }

    @Override
    public void commitFailed(CommitFailedException failure, List<Mark> marks) {
        for (Mark mark : marks) {
            ManagedPartition partition = managed.get(mark.partition());
            if (partition != null && partition.mark() == mark) {
                completions.execute(() -> partition.failed(failure));
            }
        }
    }
}
