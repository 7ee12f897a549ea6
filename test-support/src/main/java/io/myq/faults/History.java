package io.myq.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a producer was asked to send, and what it said became of each message: recorded by the test's senders and callbacks,
 * cheap enough for a few hundred thousand messages.
 *
 * <p>Any thread.
 */
public final class History {

    /** What the producer says of a message. */
    public enum Outcome {
        /** Nothing yet. */
        NONE,
        /** It is in the log. */
        ACKNOWLEDGED,
        /** It is not in the log, and will never be. */
        NOT_WRITTEN,
        /** Nobody knows. */
        UNKNOWN
    }

    /** The producer did not say at which offset a message is. */
    public static final long NO_OFFSET = -1;

    private final String run;
    private final long seed;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final List<String> wrong = new ArrayList<>();
    private @Nullable Throwable lastFailure;

    /**
     * A history with nothing in it.
     *
     * @param run names it in the messages themselves; without {@code |}
     * @param seed what the run's randomness came from, for the report
     */
    public History(String run, long seed) {
        Payload.requirePlain(run);
        this.run = run;
        this.seed = seed;
    }

    /**
     * Records that a message is about to be sent.
     *
     * @param sender numbers the thread that sends: order is promised within one only
     * @param partition that is asked for; -1 for any
     * @param key of the message; {@code null} for none
     * @param bytes the least size of its value
     * @return the message
     */
    public synchronized Sent invoke(int sender, String topic, int partition, @Nullable String key, int bytes) {
        Sent message = new Sent(sent.size(), run, sender, topic, partition, key, bytes);
        sent.add(message);
        return message;
    }

    /**
     * The producer says that it is there.
     *
     * @param offset or {@link #NO_OFFSET}
     */
    public void ok(Sent message, String topic, int partition, long offset) {
        if (end(message, Outcome.ACKNOWLEDGED)) {
            message.acknowledgedAt(topic, partition, offset);
        }
    }

    /** The producer says that it is not written. */
    public void fail(Sent message, Throwable cause) {
        lastFailure(cause);
        end(message, Outcome.NOT_WRITTEN);
    }

    /** The producer says that it does not know. */
    public void unknown(Sent message, Throwable cause) {
        lastFailure(cause);
        end(message, Outcome.UNKNOWN);
    }

    private synchronized boolean end(Sent message, Outcome outcome) {
        Outcome before = message.outcome();
        if (before != Outcome.NONE) {
            wrong.add(message + " was " + before + " and then " + outcome);
            return false;
        }
        message.outcome(outcome);
        counts.merge(outcome, 1, Integer::sum);
        return true;
    }

    private synchronized void lastFailure(Throwable cause) {
        lastFailure = cause;
    }

    /** Messages that have this outcome; of {@link Outcome#NONE} those that have none yet. */
    public synchronized int count(Outcome outcome) {
        if (outcome == Outcome.NONE) {
            return sent.size()
                    - counts.values().stream().mapToInt(Integer::intValue).sum();
        }
        return counts.getOrDefault(outcome, 0);
    }

    /** Messages that have any outcome. */
    public synchronized int ended() {
        return sent.size() - count(Outcome.NONE);
    }

    /** All messages, in the order in which they were sent. */
    public synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** What the last message that failed failed with. */
    public synchronized @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    /** Its name. */
    public String run() {
        return run;
    }

    long seed() {
        return seed;
    }

    /** Messages that were said to have two outcomes. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    @Override
    public synchronized String toString() {
        String failure = lastFailure == null ? "" : "; last failure: " + lastFailure;
        return "run " + run + " (seed " + seed + "): " + sent.size() + " sent, " + counts + failure;
    }
}
