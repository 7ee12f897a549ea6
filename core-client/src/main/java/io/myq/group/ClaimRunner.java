package io.myq.group;

import io.myq.internal.network.Timeout;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claimed partition: runs its handler on a thread of its own, again after it failed, until the partition is given up.
 * Owned by the loop, but for {@link #run}.
 */
final class ClaimRunner {

    private static final Logger log = LoggerFactory.getLogger(ClaimRunner.class);

    private final ClaimContext context;
    private final Mark mark;
    private final ClaimStart start;
    private final HandlerFailures failures;
    private final ClaimControl control = new ClaimControl();
    private final LiveSession session;
    private final Consumer<ClaimRunner> readCommitted;
    private final CountDownLatch returned = new CountDownLatch(1);

    private boolean startKnown;
    private boolean setUp;
    /** Whether a thread is, or may be, in the handler. */
    private boolean running;

    private boolean detached;
    /** Set before the claim is looked for, and read after it was published: one of the two ends it. */
    private volatile boolean ending;

    private @Nullable Runnable onEnd;
    private @Nullable Timeout restart;
    private volatile @Nullable LiveClaim claim;

    /** @param readCommitted asks what the group has committed; {@link #startAt} takes the answer */
    ClaimRunner(ClaimContext context, Mark mark, Consumer<ClaimRunner> readCommitted) {
        this.readCommitted = readCommitted;
        this.context = context;
        this.mark = mark;
        this.failures = new HandlerFailures(context, mark.partition());
        this.start = new ClaimStart(context.consumerConfig().offsets().initial());
        this.session = new LiveSession(context.group(), mark, control::endCause);
    }

    TopicPartition partition() {
        return mark.partition();
    }

    Mark mark() {
        return mark;
    }

    ClaimControl control() {
        return control;
    }

    boolean isEnding() {
        return ending;
    }

    /**
     * What the group had committed is known.
     *
     * @param committed -1 for nothing, or {@link io.myq.consumer.Consumer#OLDEST} where that means the beginning
     * @param leaderEpoch of the message before that; -1 for unknown
     */
    void startAt(long committed, int leaderEpoch) {
        if (committed >= 0) {
            mark.restore(new OffsetAndMetadata(committed, null, leaderEpoch));
        } else if (committed == io.myq.consumer.Consumer.OLDEST) {
            start.restartAtOldest();
        }
        startKnown = true;
        startIfReady();
    }

    /** The handler's setup has returned. */
    void setUp() {
        setUp = true;
        startIfReady();
    }

    private void startIfReady() {
        if (startKnown && setUp && !ending && !running) {
            launch();
        }
    }

    private void launch() {
        running = true;
        if (mark.topicId(context.topicId(partition().topic()))) {
            log.warn(
                    "Group {}: topic {} was deleted and created anew; {} is read from its beginning",
                    context.groupId(),
                    partition().topic(),
                    partition());
            start.restartAtOldest();
        }
        try {
            Thread started = context.config().threadFactory().newThread(this::run);
            started.setName("myq-" + context.groupId() + "-" + partition());
            started.start();
        } catch (Throwable e) {
            // no more threads, or a factory that fails: as if the handler had failed
            onReturned(e);
        }
    }

    /** On the claim's thread. */
    private void run() {
        Throwable failure = null;
        context.group().enter(this);
        try (LiveClaim opened = new LiveClaim(context.consumer(), mark, start, control)) {
            claim = opened;
            if (ending) {
                opened.end();
            }
            context.handler().consumeClaim(session, opened);
        } catch (Throwable e) {
            // also an Error: whatever it was, the claim must not just vanish
            failure = e;
        }
        claim = null;
        carryOutSeek();
        context.group().leave(this);
        Throwable outcome = failure;
        if (!context.onLoop(() -> onReturned(outcome))) {
            returned.countDown();
        }
    }

    /** One that came after the last poll: what is committed, and the next run, begin there. */
    private void carryOutSeek() {
        Long target = control.takeSeek();
        if (target != null && target >= 0) {
            LiveClaim.moveMark(mark, target);
        } else if (target != null) {
            // the next run finds out which offset that is
            control.seek(target);
        }
    }

    private void onReturned(@Nullable Throwable failure) {
        running = false;
        if (ending) {
            if (failure != null) {
                log.warn(
                        "Group {}: the handler of {} threw while its claim ended",
                        context.groupId(),
                        partition(),
                        failure);
            }
            ended();
            return;
        }
        Duration pause = failures.count(mark.marked());
        failures.log(failure, pause, where());
        restart = context.cluster().loop().schedule(pause, () -> {
            restart = null;
            startAgain();
        });
    }

    private void startAgain() {
        if (mark.isTransactional()) {
            // what it has done is not marked: its transactions know
            startKnown = false;
            readCommitted.accept(this);
        } else {
            startIfReady();
        }
    }

    private String where() {
        if (mark.isTransactional()) {
            return "the offset that is committed";
        }
        long next = start.next(mark);
        return next >= 0
                ? "offset " + next
                : "its " + context.consumerConfig().offsets().initial() + " offset";
    }

    /** The partition is to be given up; {@code then} runs when no thread is in the handler any more. */
    void end(EndCause cause, Runnable then) {
        control.end(cause);
        onEnd = then;
        ending = true;
        if (restart != null) {
            restart.cancel();
        }
        LiveClaim current = claim;
        if (current != null) {
            current.end();
        }
        if (!running || detached) {
            context.cluster().loop().execute(this::ended);
        }
    }

    /** Its thread asked for what would wait for it: it is not waited for. */
    void detach() {
        detached = true;
        if (ending) {
            ended();
        }
    }

    private void ended() {
        returned.countDown();
        Runnable then = onEnd;
        onEnd = null;
        if (then != null) {
            then.run();
        }
    }

    /** The loop has ended, and with it all that would have waited for the handler. */
    void abandon(EndCause cause) {
        control.end(cause);
        ending = true;
        if (!running) {
            returned.countDown();
        }
        LiveClaim current = claim;
        if (current != null) {
            current.end();
        }
    }

    /**
     * After {@link #abandon}, on a thread that may wait.
     *
     * @return false when that was interrupted
     */
    boolean awaitReturn() {
        try {
            returned.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
