package io.myq.group;

import io.myq.group.GroupStatus.State;
import io.myq.message.TopicPartition;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What others may know of a member: the loop writes it, any thread reads the newest. */
final class GroupBoard {

    private volatile GroupStatus status = new GroupStatus(State.IDLE, "", -1, null, Set.of(), null, null);
    private final LongAdder rebalances = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder failedCommits = new LongAdder();

    GroupStatus status() {
        return status;
    }

    void state(State state) {
        GroupStatus s = status;
        status = new GroupStatus(
                state,
                s.memberId(),
                s.generationId(),
                s.coordinator(),
                s.assigned(),
                s.lastFailure(),
                s.commitFailure());
    }

    void member(String memberId, int generationId) {
        GroupStatus s = status;
        status = new GroupStatus(
                s.state(), memberId, generationId, s.coordinator(), s.assigned(), s.lastFailure(), s.commitFailure());
    }

    void coordinator(@Nullable String address) {
        GroupStatus s = status;
        status = new GroupStatus(
                s.state(), s.memberId(), s.generationId(), address, s.assigned(), s.lastFailure(), s.commitFailure());
    }

    void assigned(Collection<TopicPartition> partitions) {
        GroupStatus s = status;
        status = new GroupStatus(
                s.state(),
                s.memberId(),
                s.generationId(),
                s.coordinator(),
                Collections.unmodifiableSet(new TreeSet<>(partitions)),
                s.lastFailure(),
                s.commitFailure());
    }

    void failure(@Nullable Throwable failure) {
        GroupStatus s = status;
        if (s.lastFailure() != failure) {
            status = new GroupStatus(
                    s.state(),
                    s.memberId(),
                    s.generationId(),
                    s.coordinator(),
                    s.assigned(),
                    failure,
                    s.commitFailure());
        }
    }

    void commitFailure(@Nullable Throwable failure) {
        GroupStatus s = status;
        if (s.commitFailure() != failure) {
            status = new GroupStatus(
                    s.state(), s.memberId(), s.generationId(), s.coordinator(), s.assigned(), s.lastFailure(), failure);
        }
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
