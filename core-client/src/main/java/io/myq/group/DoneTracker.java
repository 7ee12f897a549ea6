package io.myq.group;

import io.myq.message.ConsumerMessage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the messages of one partition may be done in any order: knows which were handed out, and tells the {@link Mark} up
 * to where all are done. Any thread; its lock is taken per message that is done, and per batch that is handed out.
 */
final class DoneTracker {

    private final Mark mark;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final DoneWindow window;
    /** After a reset: what is done does not count until reading has gone back, or something is marked. */
    private boolean held;
    /** The next message that does not fit, since when; -1 while none waits. */
    private long waiting = -1;

    private long waitingSinceNanos;
    private boolean ended;

    DoneTracker(Mark mark, int size, long base) {
        this.mark = mark;
        this.window = new DoneWindow(size, base);
    }

    /**
     * Registers messages before anybody can work on them.
     *
     * @param from where reading was before, and {@code next} where it is after them: between the two there is nothing else
     * @return how many of them may be handed out now
     */
    int handOut(List<ConsumerMessage> messages, long from, long next) {
        lock.lock();
        try {
            passGap(from, messages.isEmpty() ? next : messages.get(0).offset());
            int count = 0;
            while (count < messages.size() && handOut(messages.get(count).offset())) {
                count++;
            }
            if (count == messages.size()) {
                window.skipTo(next);
                waiting = -1;
                return count;
            }
            if (count > 0 || waiting < 0) {
                waitingSinceNanos = System.nanoTime();
            }
            waiting = messages.get(count).offset();
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** There is nothing between the two, so with all before it done, what is done reaches farther. */
    private void passGap(long from, long first) {
        boolean allDone = from >= 0 && window.isIdle() && from == window.base() && from == mark.marked();
        if (allDone && !mark.isTransactional()) {
            window.skipTo(first);
            mark.publish(window.base());
        }
    }

    private boolean handOut(long offset) {
        if (!fits(offset)) {
            return false;
        }
        if (isBack(offset)) {
            held = false;
            window.reset(offset);
        }
        window.handOut(offset);
        return true;
    }

    private boolean fits(long offset) {
        // going back waits for what is being worked on, or nobody could tell the two apart
        return isBack(offset) ? window.isIdle() : window.hasRoomFor(offset);
    }

    /** What was skipped, and then gone back to; or what a reset says is to be done again. */
    private boolean isBack(long offset) {
        return offset < window.base() && offset >= mark.marked();
    }

    /** This one is done, and says nothing of others. Ignored when it was not handed out. */
    void done(long offset) {
        lock.lock();
        try {
            long before = window.base();
            window.done(offset);
            if (window.base() != before) {
                publish();
            }
        } finally {
            lock.unlock();
        }
    }

    /** All before this offset is done. */
    void doneUpTo(long offset) {
        lock.lock();
        try {
            if (offset < window.base()) {
                mark.publish(offset);
            } else {
                held = false;
                window.doneUpTo(offset);
                publish();
            }
        } finally {
            lock.unlock();
        }
    }

    private void publish() {
        if (!held) {
            mark.publish(window.base());
        }
        changed.signalAll();
    }

    /** @param reads whether reading goes on there as well, so that nothing of what was handed out counts any more */
    void goBack(long offset, boolean reads, Runnable publishing) {
        lock.lock();
        try {
            held = !reads;
            if (reads) {
                window.reset(offset);
            }
            publishing.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until more may be handed out.
     *
     * @return false when the time is over before, or the claim ends
     */
    boolean awaitRoom(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!ended && waiting >= 0 && !fits(waiting)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** What did not fit is not to be handed out any more. */
    void forgetWaiting() {
        lock.lock();
        try {
            waiting = -1;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes who waits: the claim is to be given up. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The offset whose message keeps others from being handed out; -1 while none does. */
    long holdsUp() {
        lock.lock();
        try {
            return waiting >= 0 && !fits(waiting) ? window.base() : -1;
        } finally {
            lock.unlock();
        }
    }

    /** How long {@link #holdsUp} has done so. */
    long heldUpMillis() {
        lock.lock();
        try {
            return waiting < 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - waitingSinceNanos);
        } finally {
            lock.unlock();
        }
    }
}
