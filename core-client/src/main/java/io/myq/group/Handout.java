package io.myq.group;

import io.myq.consumer.PartitionConsumer;
import io.myq.internal.network.Waits;
import io.myq.message.ConsumerMessage;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a claim's messages out, and no more of them than its {@link Mark} can follow. Owned by the thread that polls the
 * claim.
 */
final class Handout {

    private static final Logger log = LoggerFactory.getLogger(Handout.class);
    private static final long WORTH_A_WARNING_MILLIS = 30_000;

    private final Mark mark;
    /** Read, and not handed out for want of room; reading is at {@link #restNext} then. */
    private List<ConsumerMessage> rest = List.of();

    private long restNext = -1;
    private boolean warned;

    Handout(Mark mark) {
        this.mark = mark;
        mark.newHandout();
    }

    /** As {@link PartitionConsumer#poll}; messages are registered before they are returned. */
    List<ConsumerMessage> poll(PartitionConsumer partition, Duration timeout) throws InterruptedException {
        DoneTracker tracker = mark.tracker();
        if (tracker != null) {
            return poll(partition, tracker, System.nanoTime() + Waits.nanos(timeout));
        }
        long from = partition.position();
        List<ConsumerMessage> messages = partition.poll(timeout);
        mark.noteEpoch(messages, from);
        mark.handedOut(messages, from, partition.position());
        return messages;
    }

    private List<ConsumerMessage> poll(PartitionConsumer partition, DoneTracker tracker, long deadline)
            throws InterruptedException {
        if (restNext != partition.position()) {
            forget();
            tracker.forgetWaiting();
        }
        while (tracker.awaitRoom(deadline - System.nanoTime())) {
            long from = rest.isEmpty() ? partition.position() : rest.get(0).offset();
            if (rest.isEmpty()) {
                rest = partition.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                restNext = partition.position();
                mark.noteEpoch(rest, from);
            }
            List<ConsumerMessage> messages = rest;
            int count = tracker.handOut(messages, from, restNext);
            rest = messages.subList(count, messages.size());
            if (count > 0 || messages.isEmpty()) {
                warned = false;
                return messages.subList(0, count);
            }
        }
        warn(tracker);
        return List.of();
    }

    /** Reading goes on elsewhere: what is kept back is not to be handed out. */
    void forget() {
        rest = List.of();
        restNext = -1;
    }

    private void warn(DoneTracker tracker) {
        long oldest = tracker.holdsUp();
        if (oldest >= 0 && !warned && tracker.heldUpMillis() >= WORTH_A_WARNING_MILLIS) {
            warned = true;
            log.warn(
                    "{} hands out no more, for {} ms now: offset {} is not done, and as many after it were handed"
                            + " out as can be followed. Other partitions go on. Look for what works on that message, or give"
                            + " trackDone a larger window",
                    mark.partition(),
                    tracker.heldUpMillis(),
                    oldest);
        }
    }
}
