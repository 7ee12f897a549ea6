package io.myq.group;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.OffsetCommitResponse;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits one after the other, so that a later one cannot be overtaken, each until it is answered or its time is over. Owned
 * by the loop.
 */
final class CommitQueue {

    private static final Logger log = LoggerFactory.getLogger(CommitQueue.class);
    private static final String GIVEN_UP = "the partition was given up before";

    private final Cluster cluster;
    private final String groupId;
    private final CoordinatorLink link;
    private final CommitIdentity identity;
    private final GroupBoard board;
    private final OffsetCommits.Events events;
    private final Consumer<Mark> uncommitted;

    private final ArrayDeque<CommitJob> jobs = new ArrayDeque<>();
    private @Nullable Timeout retry;
    private @Nullable MyqException closedBy;
    private boolean inFlight;
    /** In a row. */
    private int failures;

    private int mostRetries = Integer.MAX_VALUE;

    /** @param uncommitted takes the marks of a commit that failed */
    CommitQueue(
            Cluster cluster,
            String groupId,
            CoordinatorLink link,
            CommitIdentity identity,
            GroupBoard board,
            OffsetCommits.Events events,
            Consumer<Mark> uncommitted) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.link = link;
        this.identity = identity;
        this.board = board;
        this.events = events;
        this.uncommitted = uncommitted;
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** All marks that are waiting. */
    List<Mark> marks() {
        return jobs.stream().flatMap(job -> job.marks.stream()).toList();
    }

    void add(CommitJob job) {
        jobs.add(job);
        if (closedBy != null) {
            finish(job, closedBy);
            return;
        }
        job.expiry = cluster.loop().schedule(job.limit, () -> expire(job));
        run();
    }

    void limitRetries(int most) {
        mostRetries = most;
    }

    /** To be called when {@link CommitIdentity#canCommit} may have become true. */
    void run() {
        while (!inFlight && retry == null && !jobs.isEmpty()) {
            CommitJob job = jobs.peek();
            Map<Mark, OffsetAndMetadata> offsets = new HashMap<>();
            job.marks.stream().filter(Mark::needsCommit).forEach(mark -> offsets.put(mark, mark.toCommit()));
            if (offsets.isEmpty()) {
                finish(job, job.marks.stream().anyMatch(Mark::isLost) ? new MyqException(GIVEN_UP) : null);
            } else if (!identity.canCommit()) {
                return;
            } else {
                send(job, offsets);
            }
        }
    }

    private void send(CommitJob job, Map<Mark, OffsetAndMetadata> offsets) {
        inFlight = true;
        job.attempts++;
        int generation = identity.generation();
        var request = CommitRequest.of(groupId, identity, offsets)
                .keptFor(cluster.config().consumer().offsets().retention());
        link.send(request, cluster.config().net().readTimeout(), new ResponseHandler<>() {
            @Override
            public void onResponse(OffsetCommitResponse response) {
                inFlight = false;
                answered(job, offsets, generation, request.errors(response));
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                inFlight = false;
                link.forget(String.valueOf(cause.getMessage()));
                if (jobs.contains(job)) {
                    failed(job, cause);
                }
                run();
            }
        });
    }

    private void answered(
            CommitJob job,
            Map<Mark, OffsetAndMetadata> offsets,
            int generation,
            Map<TopicPartition, ErrorCode> errors) {
        ErrorCode worst = ErrorCode.NONE;
        for (Map.Entry<Mark, OffsetAndMetadata> entry : offsets.entrySet()) {
            Mark mark = entry.getKey();
            ErrorCode error = errors.getOrDefault(mark.partition(), ErrorCode.UNKNOWN_SERVER_ERROR);
            if (error == ErrorCode.NONE) {
                mark.committed(entry.getValue().offset());
                continue;
            }
            worst = error;
            if (error == ErrorCode.OFFSET_METADATA_TOO_LARGE) {
                // or the offset would never be committed
                mark.dropMetadata(entry.getValue().offset());
            }
        }
        if (worst == ErrorCode.NONE) {
            failures = 0;
            board.countCommit();
            board.commitWorked();
            finish(job, null);
        } else if (jobs.contains(job)) {
            onError(job, worst, generation);
        }
        run();
    }

    private void onError(CommitJob job, ErrorCode error, int generation) {
        CommitVerdict verdict = CommitVerdict.of(error, job.attempts);
        MyqException cause = new BrokerException(
                error, link.name() + " answered " + error + GroupErrors.hint(error) + identity.hint(error));
        job.lastFailure = cause;
        switch (verdict) {
            case AFTER_REBALANCE, AFTER_HEARTBEAT -> {
                // the job stays first, and is sent again when the new assignment, or epoch (KIP-1251), is known
                if (verdict == CommitVerdict.AFTER_HEARTBEAT && job.attempts > 1) {
                    // an epoch that is still not the right one is no matter of a moment
                    board.commitFailed(cause);
                }
                events.onRebalance();
                runLater();
            }
            case EVICTED -> {
                if (generation == identity.generation()) {
                    events.onEvicted(error, generation);
                    finish(job, cause);
                }
            }
            case FATAL -> {
                finish(job, cause);
                events.fatal(GroupErrors.refusal(
                        error, groupId, link.name(), cluster.config().consumer().group()));
            }
            case FAILED -> finish(job, cause);
            case ELSEWHERE -> {
                link.forget(error.name());
                failed(job, cause);
            }
            case LATER -> failed(job, cause);
        }
    }

    private void failed(CommitJob job, MyqException cause) {
        job.lastFailure = cause;
        job.failures++;
        if (job.failures > mostRetries) {
            finish(
                    job,
                    new MyqException(
                            cause.getMessage() + ", after " + job.attempts + " attempts (Consumer.Offsets.Retry.Max is "
                                    + mostRetries + ")",
                            cause));
            return;
        }
        board.commitFailed(cause);
        runLater();
    }

    private void runLater() {
        failures++;
        retry = cluster.loop()
                .schedule(Backoff.pause(cluster.config().consumer().retry().pauses(), failures), () -> {
                    retry = null;
                    run();
                });
    }

    private void expire(CommitJob job) {
        if (jobs.contains(job)) {
            MyqException last = job.lastFailure;
            String reason = job.attempts > 0 ? "no answer came in time" : "there was no membership in time";
            finish(job, last != null ? last : new MyqException(reason));
            run();
        }
    }

    private void finish(CommitJob job, @Nullable MyqException cause) {
        if (!jobs.remove(job)) {
            // its time was over before the answer came
            return;
        }
        if (job.expiry != null) {
            job.expiry.cancel();
        }
        if (cause == null) {
            job.done.accept(null);
            return;
        }
        // what was not committed is dirty again, unless the partition was given up
        List<Mark> left = job.marks.stream().filter(Mark::needsCommit).toList();
        left.stream().filter(Mark::soil).forEach(uncommitted);
        var failure = job.failure(groupId, cause);
        events.commitFailed(failure, left);
        board.countFailedCommit();
        board.commitFailed(failure);
        log.warn("{}", failure.getMessage());
        job.done.accept(failure);
    }

    /** No more commits: what waits and what still comes fails. */
    void close(MyqException cause) {
        closedBy = cause;
        if (retry != null) {
            retry.cancel();
        }
        List.copyOf(jobs).forEach(job -> finish(job, cause));
    }
}
