package io.myq.faults;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A rule in force, until it is closed.
 *
 * <p>Any thread.
 */
public final class Rule implements AutoCloseable {

    private final Faults owner;
    private final Match match;
    private final Action action;
    private final AtomicLong matched = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    Rule(Faults owner, Match match, Action action) {
        this.owner = owner;
        this.match = match;
        this.action = action;
    }

    /** How many frames it was applied to. */
    public long hits() {
        return hits.get();
    }

    /** Ends the rule. Frames that it held go on. */
    @Override
    public void close() {
        owner.remove(this);
        closed.countDown();
    }

    /**
     * Waits until the rule is closed: how a frame is held.
     *
     * @throws InterruptedException when the connection ends meanwhile
     */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    void apply(Passage passage) throws InterruptedException {
        if (!match.takes(passage.frame())) {
            return;
        }
        long number = matched.incrementAndGet();
        if (number >= match.first() && number - match.first() < match.count()) {
            hits.incrementAndGet();
            action.apply(passage, this);
        }
    }
}
