package io.myq.producer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets messages in while a transaction is open. Who ends the transaction waits here until everybody who was let in has
 * handed over his message, so that none comes too late for it. Any thread.
 */
final class TransactionGate {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean open;

    void open() {
        open = true;
    }

    /** Lets nobody in any more; does not wait for those who are. */
    void close() {
        open = false;
    }

    /** @return whether the caller is in, and has to {@link #leave} */
    boolean enter() {
        // taking the lock this way does not queue behind somebody who ends the transaction
        if (!open || !lock.readLock().tryLock()) {
            return false;
        }
        if (!open) {
            lock.readLock().unlock();
            return false;
        }
        return true;
    }

    void leave() {
        lock.readLock().unlock();
    }

    /** Whether the calling thread is in. */
    boolean inside() {
        return lock.getReadHoldCount() > 0;
    }

    /** Closes, and waits until nobody is in. @return whether that was so within the timeout */
    boolean shut(Duration timeout) throws InterruptedException {
        close();
        if (!lock.writeLock().tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        lock.writeLock().unlock();
        return true;
    }
}
