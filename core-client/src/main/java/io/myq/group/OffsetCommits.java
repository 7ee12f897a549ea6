package io.myq.group;

import io.myq.error.BrokerException;
import io.myq.error.CommitFailedException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.OffsetCommitResponse;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what is marked: one request at a time, so that a later one cannot be overtaken, and only what changed. Owned by
 * the loop.
 */
final class OffsetCommits {

    private static final Logger log = LoggerFactory.getLogger(OffsetCommits.class);
    private static final int ATTEMPTS_FOR_GONE_TOPIC = 5;
    private static final String GIVEN_UP = "the partition was given up before";

    /** What a commit can tell the member about its membership. */
    interface Events {
        /** The group is being rebalanced: this member must join again. */
        void onRebalance();

        /** The coordinator does not count this member, or not in this generation. */
        void onEvicted(ErrorCode error, int generation);

        /** No repetition can help. */
        void fatal(MyqException cause);
    }

    private final Cluster cluster;
    private final String groupId;
    private final CoordinatorLink link;
    private final Membership membership;
    private final GroupBoard board;
    private final Events events;

    /** Marks with news since they were last looked at; filled by marking threads. */
    private final ConcurrentLinkedQueue<Mark> dirty = new ConcurrentLinkedQueue<>();

    private final ArrayDeque<CommitJob> jobs = new ArrayDeque<>();
    private @Nullable Timeout interval;
    private @Nullable Timeout retry;
    private @Nullable MyqException closedBy;
    private boolean inFlight;
    private int failures;

    OffsetCommits(
            Cluster cluster,
            String groupId,
            CoordinatorLink link,
            Membership membership,
            GroupBoard board,
            Events events) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.link = link;
        this.membership = membership;
        this.board = board;
        this.events = events;
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
        if (jobs.isEmpty() && !dirty.isEmpty()) {
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
        // those of an earlier job are not dirty now; should that fail, this one may still succeed
        jobs.forEach(job -> marks.addAll(job.marks));
        commit(marks, limit, done);
    }

    /** Transactions commit offsets of these from now on: what is marked goes before them, if it can, or not at all. */
    void leaveToTransactions(Collection<Mark> marks) {
        commitAll(cluster.config().net().readTimeout(), failure -> {});
        marks.forEach(Mark::leaveNews);
    }

    /** Commits these marks as far as they are then. Tries until the limit. */
    void commit(Collection<Mark> marks, Duration limit, Consumer<@Nullable CommitFailedException> done) {
        CommitJob job = new CommitJob(List.copyOf(marks), done);
        jobs.add(job);
        if (closedBy != null) {
            finish(job, closedBy);
            return;
        }
        job.expiry = cluster.loop().schedule(limit, () -> expire(job));
        run();
    }

    /** To be called when {@link Membership#canCommit} may have become true. */
    void run() {
        while (!inFlight && retry == null && !jobs.isEmpty()) {
            CommitJob job = jobs.peek();
            Map<Mark, Long> offsets = new HashMap<>();
            job.marks.stream().filter(Mark::needsCommit).forEach(mark -> offsets.put(mark, mark.marked()));
            if (offsets.isEmpty()) {
                finish(job, job.marks.stream().anyMatch(Mark::isLost) ? new MyqException(GIVEN_UP) : null);
            } else if (!membership.canCommit()) {
                return;
            } else {
                send(job, offsets);
            }
        }
    }

    private void send(CommitJob job, Map<Mark, Long> offsets) {
        inFlight = true;
        job.attempts++;
        int generation = membership.generation();
        var request = CommitRequest.of(groupId, membership, offsets);
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
                    board.commitFailed(cause);
                    retryLater(job, cause);
                }
                run();
            }
        });
    }

    private void answered(
            CommitJob job, Map<Mark, Long> offsets, int generation, Map<TopicPartition, ErrorCode> errors) {
        ErrorCode worst = ErrorCode.NONE;
        for (Map.Entry<Mark, Long> entry : offsets.entrySet()) {
            ErrorCode error = errors.getOrDefault(entry.getKey().partition(), ErrorCode.UNKNOWN_SERVER_ERROR);
            if (error == ErrorCode.NONE) {
                entry.getKey().committed(entry.getValue());
            } else {
                worst = error;
            }
        }
        if (worst == ErrorCode.NONE) {
            failures = 0;
            board.countCommit();
            board.commitWorked();
            finish(job, null);
        } else {
            onError(job, worst, generation);
        }
        run();
    }

    private void onError(CommitJob job, ErrorCode error, int generation) {
        MyqException cause = new BrokerException(error, link.name() + " answered " + error + GroupErrors.hint(error));
        switch (error) {
            case REBALANCE_IN_PROGRESS -> {
                // the job stays first, and is sent again when the new assignment is known
                events.onRebalance();
                retryLater(job, cause);
            }
            case ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> {
                job.lastFailure = cause;
                if (generation == membership.generation()) {
                    events.onEvicted(error, generation);
                    finish(job, cause);
                }
            }
            default -> {
                if (error == ErrorCode.NOT_COORDINATOR || error == ErrorCode.COORDINATOR_NOT_AVAILABLE) {
                    link.forget(error.name());
                }
                if (GroupErrors.concernsGroup(error)) {
                    finish(job, cause);
                    events.fatal(GroupErrors.refusal(
                            error,
                            groupId,
                            link.name(),
                            cluster.config().consumer().group()));
                } else if (mayPass(job, error)) {
                    board.commitFailed(cause);
                    retryLater(job, cause);
                } else {
                    finish(job, cause);
                }
            }
        }
    }

    /** A topic that is gone must not hold up the commits of others for long. */
    private static boolean mayPass(CommitJob job, ErrorCode error) {
        if (error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION || error == ErrorCode.UNKNOWN_TOPIC_ID) {
            return job.attempts < ATTEMPTS_FOR_GONE_TOPIC;
        }
        return error.retriable() || error == ErrorCode.UNKNOWN_SERVER_ERROR;
    }

    private void retryLater(CommitJob job, MyqException cause) {
        job.lastFailure = cause;
        failures++;
        retry = cluster.loop()
                .schedule(Backoff.pause(cluster.config().consumer().retry(), failures), () -> {
                    retry = null;
                    run();
                });
    }

    private void expire(CommitJob job) {
        if (jobs.contains(job)) {
            MyqException last = job.lastFailure;
            finish(
                    job,
                    last != null
                            ? last
                            : new MyqException(
                                    job.attempts > 0 ? "no answer came in time" : "there was no membership in time"));
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
        job.marks.stream().filter(mark -> mark.needsCommit() && mark.soil()).forEach(dirty::add);
        CommitFailedException failure = new CommitFailedException(
                "Offsets of group '" + groupId + "' were not committed (" + job.marks + "): " + cause.getMessage()
                        + ". What they stand for may be delivered again",
                cause);
        board.countFailedCommit();
        board.commitFailed(failure);
        log.warn("{}", failure.getMessage());
        job.done.accept(failure);
    }

    /** No more commits: what waits and what still comes fails. */
    void close(MyqException cause) {
        closedBy = cause;
        if (interval != null) {
            interval.cancel();
        }
        if (retry != null) {
            retry.cancel();
        }
        List.copyOf(jobs).forEach(job -> finish(job, cause));
    }
}
