package io.myq.spring.listener;

import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.message.ConsumerMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one listener's method for the claims of its member: message by message or batch by batch, a turn at a time. Its
 * methods run on the claims' threads, all at once.
 */
final class ClaimHandler implements ConsumerGroupHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimHandler.class);

    /** A claim that ends wakes the poll by itself: this only bounds what a lost wake-up would cost. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Invocation invocation;
    private final boolean batch;
    private final ConcurrencyGate gate;
    private final Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());

    ClaimHandler(Invocation invocation, boolean batch, int concurrency) {
        this.invocation = invocation;
        this.batch = batch;
        this.gate = new ConcurrencyGate(concurrency);
    }

    @Override
    public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
        threads.add(Thread.currentThread());
        try {
            consume(session, claim);
        } finally {
            leave();
        }
    }

    /**
     * Ends what is stuck: called when the time for a stop is over, so nothing that is interrupted gets marked. A listener
     * that calls it itself is not stuck.
     */
    void interrupt() {
        synchronized (threads) {
            threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
        }
    }

    /** The thread goes back without an interrupt that was meant for the listener's method. */
    private void leave() {
        synchronized (threads) {
            threads.remove(Thread.currentThread());
            if (Thread.interrupted()) {
                LOG.debug("Interrupted after the last message");
            }
        }
    }

    private void consume(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
        while (claim.isActive()) {
            List<ConsumerMessage> messages = claim.poll(POLL);
            if (messages.isEmpty()) {
                continue;
            }
            if (batch) {
                deliverBatch(session, claim, messages);
            } else {
                deliverEach(session, claim, messages);
            }
        }
    }

    private void deliverBatch(ConsumerGroupSession session, ConsumerGroupClaim claim, List<ConsumerMessage> messages)
            throws Exception {
        if (!gate.enter(claim)) {
            return;
        }
        try {
            invocation.batch(claim, messages);
            session.markMessage(messages.get(messages.size() - 1));
        } finally {
            gate.leave();
        }
    }

    /** What is left when the claim ends is not marked: whoever gets the partition next begins with it. */
    private void deliverEach(ConsumerGroupSession session, ConsumerGroupClaim claim, List<ConsumerMessage> messages)
            throws Exception {
        int next = 0;
        while (next < messages.size() && gate.enter(claim)) {
            long since = System.nanoTime();
            try {
                do {
                    ConsumerMessage message = messages.get(next++);
                    invocation.single(claim, message);
                    session.markMessage(message);
                } while (next < messages.size() && claim.isActive() && !gate.shouldYield(since));
            } finally {
                gate.leave();
            }
        }
    }
}
