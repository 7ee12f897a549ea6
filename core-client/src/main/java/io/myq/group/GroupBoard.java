package io.myq.group;

import io.myq.group.GroupStatus.State;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What others may know of a member: the loop writes it, any thread reads the newest. */
final class GroupBoard {

    /** Beyond the rebalance timeout: for the coordinator to be found, and for answers to travel. */
    static final Duration JOIN_SLACK = Duration.ofSeconds(15);

    /** @param sinceNanos when the state was entered */
    private record Facts(
            State state,
            long sinceNanos,
            String memberId,
            int generationId,
            @Nullable String coordinator,
            Set<TopicPartition> assigned) {}

    private final LongSupplier nanoTime;
    private final Duration rebalanceTimeout;
    private final Troubles troubles;
    /** Apart, because work goes on without commits. */
    private final Troubles commitTroubles;

    private final LongAdder rebalances = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder failedCommits = new LongAdder();
    private volatile Facts facts;
    /** Why the member came to its end, if it did not go in order. */
    private volatile @Nullable Throwable end;

    GroupBoard(Duration rebalanceTimeout) {
        this(rebalanceTimeout, System::nanoTime);
    }

    GroupBoard(Duration rebalanceTimeout, LongSupplier nanoTime) {
        this.rebalanceTimeout = rebalanceTimeout;
        this.nanoTime = nanoTime;
        this.troubles = new Troubles(nanoTime);
        this.commitTroubles = new Troubles(nanoTime);
        this.facts = new Facts(State.IDLE, nanoTime.getAsLong(), "", -1, null, Set.of());
    }

    GroupStatus status() {
        Facts now = facts;
        Throwable ended = end;
        return new GroupStatus(
                now.state(),
                now.memberId(),
                now.generationId(),
                now.coordinator(),
                now.assigned(),
                ended != null ? ended : troubles.lastFailure(),
                commitTroubles.lastFailure(),
                troubles.waitedTopics(),
                problem(now));
    }

    private @Nullable String problem(Facts now) {
        if (now.state() != State.JOINING && now.state() != State.STABLE) {
            return null;
        }
        String lasting = join(troubles.lasting(), commitTroubles.lasting());
        long nanos = nanoTime.getAsLong() - now.sinceNanos();
        if (now.state() == State.STABLE
                || nanos <= rebalanceTimeout.plus(JOIN_SLACK).toNanos()) {
            return lasting;
        }
        String coordinator = now.coordinator();
        Throwable failure = troubles.lastFailure();
        String cause = failure != null
                ? Troubles.text(failure)
                : (coordinator == null ? "its coordinator is not known" : "the coordinator " + coordinator)
                        + " has not let it in. Another member may hold the rebalance up, or the coordinator be overloaded:"
                        + " look at the other members, and at the broker's log";
        String joining = "It has been joining for " + Duration.ofNanos(nanos).toSeconds()
                + " s, which is longer than Consumer.Group.Rebalance.Timeout (" + rebalanceTimeout.toMillis() + " ms): "
                + cause;
        return join(joining, lasting);
    }

    private static @Nullable String join(@Nullable String first, @Nullable String second) {
        return first == null ? second : second == null ? first : first + "; " + second;
    }

    /** A state that goes on counts from its beginning. */
    void state(State state) {
        Facts f = facts;
        long since = f.state() == state ? f.sinceNanos() : nanoTime.getAsLong();
        facts = new Facts(state, since, f.memberId(), f.generationId(), f.coordinator(), f.assigned());
    }

    void member(String memberId, int generationId) {
        Facts f = facts;
        facts = new Facts(f.state(), f.sinceNanos(), memberId, generationId, f.coordinator(), f.assigned());
    }

    void coordinator(@Nullable String address) {
        Facts f = facts;
        facts = new Facts(f.state(), f.sinceNanos(), f.memberId(), f.generationId(), address, f.assigned());
    }

    void assigned(Collection<TopicPartition> partitions) {
        Facts f = facts;
        Set<TopicPartition> copy = Collections.unmodifiableSet(new TreeSet<>(partitions));
        facts = new Facts(f.state(), f.sinceNanos(), f.memberId(), f.generationId(), f.coordinator(), copy);
    }

    /** What is not working, and which topics are waited for. */
    Troubles troubles() {
        return troubles;
    }

    /** @param cause {@code null} when it ends in order */
    void ended(State state, @Nullable Throwable cause) {
        end = cause;
        state(state);
    }

    void commitFailed(Throwable failure) {
        commitTroubles.failed("commit", failure);
    }

    void commitWorked() {
        commitTroubles.worked("commit");
    }

    void countRebalance() {
        rebalances.increment();
    }

    void countCommit() {
        commits.increment();
    }

    void countFailedCommit() {
        failedCommits.increment();
    }

    GroupMetrics metrics(long records, long bytes) {
        return new GroupMetrics(records, bytes, rebalances.sum(), commits.sum(), failedCommits.sum());
    }
}
