package io.myq.group;

import io.myq.consumer.Consumer;
import io.myq.consumer.OffsetReset;
import io.myq.consumer.PartitionConsumer;
import io.myq.error.ClientClosedException;
import io.myq.internal.network.Waits;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claim as a handler holds it: reads its partition until it is to be given up. Used by the handler's thread; ended by
 * any.
 */
final class LiveClaim implements ConsumerGroupClaim, AutoCloseable {

    private final Mark mark;
    private final ClaimStart start;
    private final Handout handout;
    private final PartitionConsumer partition;
    private final ClaimControl control;
    private volatile boolean active = true;
    /** Where a seek led to is not known yet. */
    private boolean seeking;

    LiveClaim(Consumer consumer, Mark mark, ClaimStart start, ClaimControl control) {
        this.mark = mark;
        this.start = start;
        this.control = control;
        this.handout = new Handout(mark);
        long next = start.next(mark);
        this.partition =
                consumer.consumePartition(mark.partition(), next, next == mark.marked() ? mark.leaderEpoch() : -1);
        partition.onReset(this::onReset);
        control.attach(partition);
    }

    @Override
    public TopicPartition topicPartition() {
        return mark.partition();
    }

    @Override
    public long initialOffset() {
        noteInitial(partition.position());
        return start.initial();
    }

    @Override
    public long highWaterMark() {
        return partition.highWaterMark();
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public @Nullable EndCause endCause() {
        return control.endCause();
    }

    @Override
    public List<ConsumerMessage> poll(Duration timeout) throws InterruptedException {
        control.takenBack();
        long deadline = System.nanoTime() + Waits.nanos(timeout);
        while (active) {
            carryOutSeek();
            if (!control.awaitResumed(deadline)) {
                return List.of();
            }
            if (control.hasSeek()) {
                continue;
            }
            List<ConsumerMessage> messages = read(deadline - System.nanoTime());
            if (control.hasSeek()) {
                // whoever asked for it is not to see what was read before
                continue;
            }
            if (!messages.isEmpty()) {
                control.handedOut();
                return messages;
            }
            if (deadline - System.nanoTime() <= 0) {
                return List.of();
            }
        }
        return List.of();
    }

    private List<ConsumerMessage> read(long nanos) throws InterruptedException {
        noteInitial(partition.position());
        try {
            List<ConsumerMessage> messages = handout.poll(partition, Duration.ofNanos(Math.max(0, nanos)));
            noteInitial(
                    messages.isEmpty() ? partition.position() : messages.get(0).offset());
            return messages;
        } catch (ClientClosedException e) {
            // the client ended, and the claim with it
            Throwable failure = e.getCause();
            control.end(failure == null ? EndCause.closed() : EndCause.failed(failure));
            active = false;
            return List.of();
        }
    }

    private void carryOutSeek() {
        Long target = control.takeSeek();
        if (target != null) {
            handout.forget();
            partition.seek(target);
            seeking = true;
            noteInitial(target);
        }
    }

    private void noteInitial(long position) {
        if (position >= 0) {
            if (seeking) {
                seeking = false;
                moveMark(mark, position);
            }
            start.found(position, mark);
        }
    }

    /** What lies before counts as done, and nothing behind it; unless the application's transactions know better. */
    static void moveMark(Mark mark, long offset) {
        if (!mark.isTransactional()) {
            mark.rewind(offset);
        }
    }

    /** The log does not have what was to be read: what is committed goes with where reading goes on. */
    private void onReset(OffsetReset reset) {
        mark.forgetEpochs();
        long marked = mark.marked();
        if (reset.to() < marked) {
            mark.rewind(reset.to());
        } else if (marked == reset.from()) {
            // all before it is done; who takes over must not be sent to another place
            mark.mark(reset.to());
        }
        start.restart(reset.to());
    }

    @Override
    public void trackDone(int window) {
        if (window < 1) {
            throw new IllegalArgumentException("A window of " + window + " offsets has room for none");
        }
        mark.track(window);
    }

    @Override
    public void pause() {
        control.pauseByHandler(true);
    }

    @Override
    public void resume() {
        control.pauseByHandler(false);
    }

    @Override
    public void seek(long offset) {
        checkSeek(mark.partition(), offset);
        control.seek(offset);
    }

    static void checkSeek(TopicPartition partition, long offset) {
        if (offset < Consumer.OLDEST) {
            throw new IllegalArgumentException("Offset " + offset + " of " + partition
                    + " is negative, and neither Consumer.OLDEST nor Consumer.NEWEST");
        }
    }

    /** The partition is to be given up, and {@link ClaimControl#endCause} says why: poll returns. */
    void end() {
        active = false;
        partition.close();
        DoneTracker tracker = mark.tracker();
        if (tracker != null) {
            tracker.end();
        }
    }

    @Override
    public void close() {
        end();
        control.detach();
    }
}
