package io.myq.group;

import io.myq.consumer.PartitionConsumer;
import io.myq.error.CommitFailedException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.network.Timeout;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that this member has: begins their claims, and gives them up in order (the handler returns, its marks are
 * committed, cleanup). Owned by the loop, but for {@link #mark}.
 */
final class ClaimSet {

    private static final Logger log = LoggerFactory.getLogger(ClaimSet.class);

    private final ClaimContext context;
    private final OffsetCommits commits;
    private final StartOffsets starts;
    private final GroupBoard board;

    private final Map<TopicPartition, ClaimRunner> owned = new TreeMap<>();
    /** Given up, and their handlers have not returned yet. */
    private final Map<TopicPartition, ClaimRunner> lingering = new TreeMap<>();
    /** Got again before that: two handlers of one partition never run at once. */
    private final Set<TopicPartition> postponed = new TreeSet<>();

    private final List<Revocation> revocations = new ArrayList<>();
    private final List<Runnable> whenRevoked = new ArrayList<>();
    private @Nullable Runnable whenAllReturned;
    private final Map<TopicPartition, Mark> marks = new ConcurrentHashMap<>();
    private final Map<TopicPartition, ClaimControl> controls = new ConcurrentHashMap<>();

    ClaimSet(ClaimContext context, OffsetCommits commits, OffsetReads reads, GroupBoard board) {
        this.context = context;
        this.commits = commits;
        this.starts = new StartOffsets(context.cluster(), context.groupId(), reads);
        this.board = board;
    }

    /** For marks of partitions other than the marking claim's own. Any thread. */
    @Nullable
    Mark mark(TopicPartition partition) {
        return marks.get(partition);
    }

    /** Of all partitions that this member has. Any thread. */
    Collection<Mark> marks() {
        return marks.values();
    }

    /** What the claims of this member can be told. Any thread; not to be changed. */
    Map<TopicPartition, ClaimControl> controls() {
        return controls;
    }

    /** {@code null} when this member does not have the partition, or has not begun with it. Any thread. */
    @Nullable
    ClaimLag lag(TopicPartition partition) {
        Mark mark = marks.get(partition);
        ClaimControl control = controls.get(partition);
        PartitionConsumer reading = control == null ? null : control.latest();
        if (mark == null || reading == null) {
            return null;
        }
        long committed = mark.acknowledged();
        long done = mark.firstUndone();
        return new ClaimLag(reading.endOffset(), committed, done, reading.lag(committed), reading.lag(done));
    }

    Map<TopicPartition, ClaimLag> lags() {
        Map<TopicPartition, ClaimLag> lags = new TreeMap<>();
        for (TopicPartition partition : marks.keySet()) {
            ClaimLag lag = lag(partition);
            if (lag != null) {
                lags.put(partition, lag);
            }
        }
        return lags;
    }

    /** The offset that keeps a claim from handing out more, where there is one. Any thread. */
    Map<TopicPartition, Long> heldUp() {
        Map<TopicPartition, Long> held = new TreeMap<>();
        marks.forEach((partition, mark) -> {
            DoneTracker tracker = mark.tracker();
            long oldest = tracker == null ? -1 : tracker.holdsUp();
            if (oldest >= 0) {
                held.put(partition, oldest);
            }
        });
        return held;
    }

    /** Handlers that have had what they were handed for longer than this, and for how long. Any thread. */
    Map<TopicPartition, Duration> overdue(Duration allowed) {
        Map<TopicPartition, Duration> overdue = new TreeMap<>();
        controls.forEach((partition, control) -> {
            Duration held = Duration.ofNanos(control.heldNanos());
            if (held.compareTo(allowed) > 0) {
                overdue.put(partition, held);
            }
        });
        return overdue;
    }

    Set<TopicPartition> partitions() {
        Set<TopicPartition> all = new TreeSet<>(owned.keySet());
        all.addAll(postponed);
        return all;
    }

    boolean isRevoking() {
        return !revocations.isEmpty();
    }

    /** Runs the task when nothing is being given up any more; perhaps at once. */
    void whenRevoked(Runnable task) {
        if (revocations.isEmpty()) {
            task.run();
        } else {
            whenRevoked.add(task);
        }
    }

    /** Tells when no handler runs any more, or after the limit that one still does. */
    void whenAllReturned(Duration limit, Consumer<Boolean> then) {
        if (lingering.isEmpty()) {
            then.accept(true);
            return;
        }
        Timeout timeout = context.cluster().loop().schedule(limit, () -> {
            whenAllReturned = null;
            then.accept(false);
        });
        whenAllReturned = () -> {
            timeout.cancel();
            then.accept(true);
        };
    }

    private List<ClaimRunner> all() {
        List<ClaimRunner> all = new ArrayList<>(owned.values());
        all.addAll(lingering.values());
        return all;
    }

    void gain(Collection<TopicPartition> gained) {
        List<TopicPartition> fresh = new ArrayList<>();
        for (TopicPartition partition : gained) {
            if (lingering.containsKey(partition)) {
                log.warn(
                        "Group {}: {} is back, but the handler that had it before has not returned; it begins when that has",
                        context.groupId(),
                        partition);
                postponed.add(partition);
            } else {
                fresh.add(partition);
            }
        }
        begin(fresh);
    }

    private void begin(List<TopicPartition> fresh) {
        if (fresh.isEmpty()) {
            publish();
            return;
        }
        List<ClaimRunner> runners = new ArrayList<>();
        for (TopicPartition partition : fresh) {
            Mark mark = commits.newMark(partition);
            ClaimRunner runner = new ClaimRunner(context, mark, again -> read(List.of(partition), List.of(again)));
            owned.put(partition, runner);
            marks.put(partition, mark);
            controls.put(partition, runner.control());
            runners.add(runner);
        }
        publish();
        setUp(runners, new TreeSet<>(fresh), 1);
        read(fresh, runners);
    }

    private void read(Collection<TopicPartition> partitions, List<ClaimRunner> runners) {
        starts.read(partitions, partition -> isCurrent(partition, runners), (partition, offset, leaderEpoch) -> {
            ClaimRunner runner = owned.get(partition);
            if (runner != null && runners.contains(runner)) {
                runner.startAt(offset, leaderEpoch);
            }
        });
    }

    private boolean isCurrent(TopicPartition partition, List<ClaimRunner> runners) {
        ClaimRunner runner = owned.get(partition);
        return runner != null && !runner.isEnding() && runners.contains(runner);
    }

    private void setUp(List<ClaimRunner> runners, Set<TopicPartition> gained, int attempt) {
        context.callbacks().execute(() -> {
            try {
                context.handler().setup(new LiveSession(context.group(), null, () -> null), Set.copyOf(gained));
            } catch (Throwable e) {
                log.error(
                        "Group {}: setup of the handler failed for {} (attempt {}); it is tried again, and no claim"
                                + " begins before it succeeds",
                        context.groupId(),
                        gained,
                        attempt,
                        e);
                context.onLoop(() -> setUpAgain(runners, gained, attempt));
                return;
            }
            context.onLoop(() -> runners.forEach(ClaimRunner::setUp));
        });
    }

    private void setUpAgain(List<ClaimRunner> runners, Set<TopicPartition> gained, int attempt) {
        context.cluster().loop().schedule(Backoff.pause(context.consumerConfig().retry(), attempt), () -> {
            if (runners.stream().anyMatch(runner -> !runner.isEnding())) {
                setUp(runners, gained, attempt + 1);
            }
        });
    }

    /** {@link #revoke(Collection, EndCause, Duration, Consumer)} because the group shares them anew. */
    void revoke(Collection<TopicPartition> partitions, Duration limit, Consumer<Boolean> then) {
        revoke(partitions, EndCause.rebalance(), limit, then);
    }

    /**
     * Gives partitions up in order: claims end, handlers return, marks are committed.
     *
     * @param limit for all of that; afterwards marks do not count
     * @param then told whether all of it was done
     */
    void revoke(Collection<TopicPartition> partitions, EndCause cause, Duration limit, Consumer<Boolean> then) {
        postponed.removeAll(partitions);
        List<ClaimRunner> runners = new ArrayList<>();
        for (TopicPartition partition : List.copyOf(partitions)) {
            ClaimRunner runner = owned.get(partition);
            if (runner != null && !runner.isEnding()) {
                runners.add(runner);
            }
        }
        begin(new Revocation(context, runners, cause, limit, then, this::revoked), commits);
    }

    private void begin(Revocation revocation, @Nullable OffsetCommits committing) {
        revocations.add(revocation);
        revocation.begin(committing, this::onLateReturn);
    }

    private void revoked(Revocation revocation, Set<ClaimRunner> late, @Nullable CommitFailedException failure) {
        Set<TopicPartition> returned = new TreeSet<>();
        for (ClaimRunner runner : revocation.runners()) {
            drop(runner);
            if (late.contains(runner)) {
                lingering.put(runner.partition(), runner);
            } else {
                lingering.remove(runner.partition(), runner);
                returned.add(runner.partition());
            }
        }
        publish();
        cleanUp(returned, revocation.cause());
        revocations.remove(revocation);
        revocation.then().accept(late.isEmpty() && failure == null);
        if (revocations.isEmpty()) {
            List<Runnable> tasks = List.copyOf(whenRevoked);
            whenRevoked.clear();
            tasks.forEach(Runnable::run);
        }
    }

    private void drop(ClaimRunner runner) {
        runner.mark().close();
        owned.remove(runner.partition(), runner);
        marks.remove(runner.partition(), runner.mark());
        controls.remove(runner.partition(), runner.control());
    }

    /** A handler of a claim that was given up has returned at last. */
    void onLateReturn(ClaimRunner runner) {
        lingering.remove(runner.partition(), runner);
        cleanUp(Set.of(runner.partition()), runner.control().endCause());
        if (postponed.remove(runner.partition())) {
            begin(List.of(runner.partition()));
        }
        Runnable task = whenAllReturned;
        if (task != null && lingering.isEmpty()) {
            whenAllReturned = null;
            task.run();
        }
    }

    /**
     * All were taken away: marks do not count from now on, and nothing is committed. The session ends like every other: when
     * its handlers have returned, or the limit is over, with one cleanup.
     */
    void lose(EndCause cause, Duration limit) {
        postponed.clear();
        List<ClaimRunner> runners = new ArrayList<>();
        for (ClaimRunner runner : List.copyOf(owned.values())) {
            runner.mark().close();
            if (!runner.isEnding()) {
                drop(runner);
                lingering.put(runner.partition(), runner);
                runners.add(runner);
            }
        }
        publish();
        if (!runners.isEmpty()) {
            begin(new Revocation(context, runners, cause, limit, all -> {}, this::revoked), null);
        }
    }

    private void cleanUp(Set<TopicPartition> lost, @Nullable EndCause cause) {
        if (!lost.isEmpty()) {
            context.callbacks().execute(() -> {
                try {
                    context.handler().cleanup(new LiveSession(context.group(), null, () -> cause), Set.copyOf(lost));
                } catch (Throwable e) {
                    log.error("Group {}: cleanup of the handler failed for {}", context.groupId(), lost, e);
                }
            });
        }
    }

    private void publish() {
        board.assigned(partitions());
    }

    /** The loop has ended: claims end, and cleanup waits for their handlers on a thread where it may. */
    void onLoopEnd(EndCause cause) {
        List<ClaimRunner> all = all();
        all.forEach(runner -> {
            runner.mark().close();
            runner.abandon(cause);
        });
        Set<TopicPartition> lost = new TreeSet<>();
        all.forEach(runner -> lost.add(runner.partition()));
        owned.clear();
        lingering.clear();
        postponed.clear();
        publish();
        if (!all.isEmpty()) {
            context.callbacks().execute(() -> {
                for (ClaimRunner runner : all) {
                    if (!runner.awaitReturn()) {
                        return;
                    }
                }
                context.handler().cleanup(new LiveSession(context.group(), null, () -> cause), Set.copyOf(lost));
            });
        }
    }
}
