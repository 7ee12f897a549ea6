package io.myq.producer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a topic of which nothing is known yet, in their order. Any thread. It ends in one of two ways: the
 * topic is opened when the last message has left, or the producer ends.
 */
final class WaitingMessages {

    /** What became of a message that was to wait. */
    enum Held {
        FIRST,
        YES,
        /** The topic is open: the message need not wait. */
        OPEN,
        /** The producer has ended. */
        ENDED,
        /** Nobody had sent for long: the topic was let go. */
        RETIRED
    }

    private final ArrayDeque<WaitingMessage> messages = new ArrayDeque<>(1);
    private boolean open;
    private boolean ended;
    private boolean leaving;
    private boolean retired;

    synchronized Held add(WaitingMessage message) {
        if (retired) {
            return Held.RETIRED;
        }
        if (ended || open) {
            return ended ? Held.ENDED : Held.OPEN;
        }
        messages.addLast(message);
        return messages.size() == 1 ? Held.FIRST : Held.YES;
    }

    /** Waits with the messages that are here, if there are any, and with the one that is just leaving. */
    synchronized void join(Flush flush, SendCallback none) {
        if (!messages.isEmpty() || leaving) {
            flush.expect();
            messages.addLast(new WaitingMessage(null, none, 0, 0, System.nanoTime(), flush));
        }
    }

    /** The next message; when there is none, the topic is opened instead. */
    synchronized @Nullable WaitingMessage pollOrOpen(Runnable opening) {
        WaitingMessage next = messages.pollFirst();
        if (next == null) {
            leaving = false;
            open = !ended;
            opening.run();
        }
        return next;
    }

    /**
     * The partitions are known. Opens the topic if nobody waits.
     *
     * @return whether messages wait that nobody sees to yet: the caller does now, with {@link #pollOrOpen}
     */
    synchronized boolean tryOpen(Runnable opening) {
        if (leaving) {
            return false;
        }
        if (messages.isEmpty()) {
            open = !ended;
            opening.run();
            return false;
        }
        leaving = true;
        return true;
    }

    synchronized @Nullable WaitingMessage oldest() {
        return messages.peekFirst();
    }

    /** Takes those that are older than that. */
    synchronized List<WaitingMessage> takeOlder(long nowNanos, long ageNanos) {
        List<WaitingMessage> older = new ArrayList<>();
        while (!messages.isEmpty() && nowNanos - messages.getFirst().createdNanos() >= ageNanos) {
            older.add(messages.removeFirst());
        }
        // the marks of flushes that wait for nobody any more
        while (!messages.isEmpty() && messages.getFirst().flush() != null) {
            older.add(messages.removeFirst());
        }
        return older;
    }

    synchronized List<WaitingMessage> takeAll() {
        List<WaitingMessage> all = List.copyOf(messages);
        messages.clear();
        return all;
    }

    /** Takes all, and holds nothing any more. */
    synchronized List<WaitingMessage> end() {
        ended = true;
        return takeAll();
    }

    /** @return whether nothing is held here any more, because nobody uses the topic */
    synchronized boolean retire() {
        retired = messages.isEmpty() && !open && !leaving && !ended;
        return retired;
    }

    synchronized int size() {
        return messages.size();
    }
}
