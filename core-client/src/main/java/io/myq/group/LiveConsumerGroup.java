package io.myq.group;

import io.myq.consumer.Consumer;
import io.myq.consumer.ConsumerFactory;
import io.myq.consumer.ConsumerMetrics;
import io.myq.consumer.ErrorStream;
import io.myq.error.ClientClosedException;
import io.myq.error.CommitFailedException;
import io.myq.error.MyqException;
import io.myq.group.GroupStatus.State;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.SerialExecutor;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The group's member as applications hold it: passes on to the loop what they ask for. Any thread. */
final class LiveConsumerGroup implements ConsumerGroup {

    private final Cluster cluster;
    private final String groupId;
    private final GroupBoard board;
    private final SerialExecutor callbacks;
    private final SerialExecutor completions;
    private final Map<Thread, ClaimRunner> handlerThreads = new ConcurrentHashMap<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final Object lock = new Object();
    private final java.util.function.Consumer<@Nullable Throwable> onLoopEnd = this::onLoopEnd;
    private boolean closing;
    private volatile @Nullable Parts parts;

    /** What there is once it was started. */
    private record Parts(
            Consumer consumer,
            Membership membership,
            CoordinatorLink link,
            OffsetCommits commits,
            ClaimSet claims,
            Member member) {}

    LiveConsumerGroup(Cluster cluster, String groupId) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.board =
                new GroupBoard(cluster.config().consumer().group().rebalance().timeout());
        this.callbacks = new SerialExecutor(cluster.config().threadFactory(), "myq-" + groupId + "-session");
        this.completions = new SerialExecutor(cluster.config().threadFactory(), "myq-" + groupId + "-commits");
    }

    String groupId() {
        return groupId;
    }

    @Nullable
    String instanceId() {
        return cluster.config().consumer().group().instanceId();
    }

    @Override
    public void consume(Collection<String> topics, ConsumerGroupHandler handler) {
        Set<String> copy = new TreeSet<>(topics);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("Group '" + groupId + "' needs at least one topic");
        }
        consume(WantedTopics.named(copy), handler);
    }

    @Override
    public void consume(Pattern pattern, ConsumerGroupHandler handler) {
        consume(WantedTopics.matching(pattern), handler);
    }

    private void consume(WantedTopics topics, ConsumerGroupHandler handler) {
        synchronized (lock) {
            if (closing) {
                throw new IllegalStateException("Group '" + groupId + "' is closed");
            }
            if (parts != null) {
                throw new IllegalStateException("Group '" + groupId + "' consumes already");
            }
            Parts built = build(topics, handler);
            parts = built;
            cluster.loop().execute(() -> {
                cluster.loop().onEnd(onLoopEnd);
                built.member().start();
            });
        }
    }

    private Parts build(WantedTopics topics, ConsumerGroupHandler handler) {
        Consumer consumer = ConsumerFactory.openForGroup(cluster, "group " + groupId);
        Membership membership = new Membership(board, instanceId());
        CoordinatorLink link = new CoordinatorLink(cluster, groupId, board, this::onRefused);
        LateEvents events = new LateEvents();
        OffsetCommits commits = new OffsetCommits(cluster, groupId, link, membership, board, events);
        OffsetReads reads = new OffsetReads(cluster, groupId, link, membership, board, events);
        ClaimContext context = new ClaimContext(cluster, groupId, consumer, this, handler, callbacks);
        ClaimSet claims = new ClaimSet(context, commits, reads, board);
        GroupParts shared = new GroupParts(topics, link, membership, board, commits, claims);
        Member member = new ChosenMember(
                cluster, groupId, ProtocolChoice.of(cluster.config().consumer().group()), shared);
        events.target = member;
        return new Parts(consumer, membership, link, commits, claims, member);
    }

    private void onRefused(MyqException cause) {
        Parts current = parts;
        if (current != null) {
            current.member().fatal(cause);
        }
    }

    /** The mark of a partition that this member has now. */
    @Nullable
    Mark mark(TopicPartition partition) {
        Parts current = parts;
        return current == null ? null : current.claims().mark(partition);
    }

    /** Transactions commit offsets of this claim from now on; of all claims when it is none. */
    void leaveToTransactions(@Nullable Mark own) {
        Parts current = parts;
        if (current == null) {
            return;
        }
        List<Mark> news = (own == null ? current.claims().marks() : List.of(own))
                .stream().filter(Mark::leaveToTransactions).toList();
        if (!news.isEmpty()) {
            try {
                cluster.loop().execute(() -> current.commits().leaveToTransactions(news));
            } catch (ClientClosedException e) {
                // nothing is committed any more, so nothing can come late
                return;
            }
        }
    }

    CompletableFuture<Void> commit() {
        return commitWithin(cluster.config().consumer().group().rebalance().timeout());
    }

    /** Waits for the result. */
    void commit(Duration timeout) throws InterruptedException {
        if (completions.inExecutor() || cluster.loop().inLoop()) {
            throw new IllegalStateException(
                    "commit(Duration) blocks, and was called on the thread that would have to tell"
                            + " its result. Call it from another, or use commit()");
        }
        Commits.await(commitWithin(timeout), groupId, timeout);
    }

    private CompletableFuture<Void> commitWithin(Duration limit) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        Parts current = parts;
        try {
            if (current == null) {
                throw new ClientClosedException("Group '" + groupId + "' has not begun");
            }
            cluster.loop()
                    .execute(() -> current.commits()
                            .commitAll(limit, failure -> Commits.complete(completions, future, failure)));
        } catch (ClientClosedException e) {
            Commits.complete(
                    completions,
                    future,
                    new CommitFailedException("Offsets of group '" + groupId + "' were not committed", e));
        }
        return future;
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        controls(partitions).forEach(control -> control.pauseByGroup(true));
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        controls(partitions).forEach(control -> control.pauseByGroup(false));
    }

    @Override
    public void pauseAll() {
        controls().values().forEach(control -> control.pauseByGroup(true));
    }

    @Override
    public void resumeAll() {
        controls().values().forEach(control -> control.pauseByGroup(false));
    }

    @Override
    public Set<TopicPartition> paused() {
        Set<TopicPartition> paused = new TreeSet<>();
        controls().forEach((partition, control) -> {
            if (control.isPausedByGroup()) {
                paused.add(partition);
            }
        });
        return paused;
    }

    @Override
    public boolean seek(TopicPartition topicPartition, long offset) {
        LiveClaim.checkSeek(topicPartition, offset);
        ClaimControl control = controls().get(topicPartition);
        if (control != null) {
            control.seek(offset);
        }
        return control != null;
    }

    private List<ClaimControl> controls(Collection<TopicPartition> partitions) {
        Map<TopicPartition, ClaimControl> all = controls();
        List<ClaimControl> some = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            ClaimControl control = all.get(partition);
            if (control != null) {
                some.add(control);
            }
        }
        return some;
    }

    private Map<TopicPartition, ClaimControl> controls() {
        Parts current = parts;
        return current == null ? Map.of() : current.claims().controls();
    }

    void enter(ClaimRunner runner) {
        handlerThreads.put(Thread.currentThread(), runner);
    }

    void leave(ClaimRunner runner) {
        handlerThreads.remove(Thread.currentThread(), runner);
    }

    @Override
    public GroupStatus status() {
        Parts current = parts;
        if (current == null) {
            return board.status();
        }
        Duration allowed = cluster.config().consumer().maxProcessingTime();
        return board.status()
                .withClaims(current.claims().heldUp(), current.claims().overdue(allowed));
    }

    @Override
    public ErrorStream errors() {
        Parts current = parts;
        if (current == null) {
            throw new IllegalStateException("There are no errors before consume is called");
        }
        return current.consumer().errors();
    }

    @Override
    public Map<TopicPartition, ClaimLag> lags() {
        Parts current = parts;
        return current == null ? Map.of() : current.claims().lags();
    }

    @Override
    public @Nullable ClaimLag lag(TopicPartition partition) {
        Parts current = parts;
        return current == null ? null : current.claims().lag(partition);
    }

    @Override
    public GroupMetrics metrics() {
        Parts current = parts;
        ConsumerMetrics metrics =
                current == null ? ConsumerMetrics.NONE : current.consumer().metrics();
        return board.metrics(metrics.records(), metrics.bytes());
    }

    @Override
    public void close() {
        close(cluster.config().consumer().group().rebalance().timeout());
    }

    @Override
    public boolean close(Duration timeout) {
        return close(timeout, false);
    }

    @Override
    public boolean closeAndLeave(Duration timeout) {
        return close(timeout, true);
    }

    private boolean close(Duration timeout, boolean forGood) {
        ClaimRunner own = handlerThreads.get(Thread.currentThread());
        try {
            beginClose(timeout, own, forGood);
        } catch (ClientClosedException e) {
            // the loop has ended, or is about to end what is left of this
            return closed.getNow(false);
        }
        if (callbacks.inExecutor() || completions.inExecutor() || cluster.loop().inLoop()) {
            return false;
        }
        try {
            return closed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void beginClose(Duration timeout, @Nullable ClaimRunner own, boolean forGood) {
        Parts current;
        boolean first;
        synchronized (lock) {
            first = !closing;
            closing = true;
            current = parts;
        }
        if (current == null) {
            board.state(State.CLOSED);
            closed.complete(true);
            return;
        }
        cluster.loop().execute(() -> {
            if (own != null) {
                own.detach();
            }
            if (forGood) {
                current.membership().leaveForGood();
            }
            if (first) {
                current.commits().closing();
                // a part is left for the last commit's and the leaving's way over the network
                current.member().leave(timeout.multipliedBy(3).dividedBy(4), inOrder -> onLeft(current, inOrder));
            }
        });
    }

    private void onLeft(Parts current, boolean inOrder) {
        cluster.loop().removeOnEnd(onLoopEnd);
        current.commits().close(new ClientClosedException("The member of group '" + groupId + "' is closed"));
        current.consumer().close();
        current.link().close();
        if (board.status().state() != State.FAILED) {
            board.state(State.CLOSED);
        }
        callbacks.execute(() -> closed.complete(inOrder));
    }

    private void onLoopEnd(@Nullable Throwable cause) {
        Parts current = parts;
        if (current != null && board.status().state() != State.CLOSED) {
            board.ended(cause == null ? State.CLOSED : State.FAILED, cause);
            current.claims().onLoopEnd(cause == null ? EndCause.closed() : EndCause.failed(cause));
            current.commits().close(cluster.loop().closedException());
        }
        callbacks.execute(() -> closed.complete(false));
    }
}
