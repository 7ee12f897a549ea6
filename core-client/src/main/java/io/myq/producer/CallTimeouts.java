package io.myq.producer;

import io.myq.internal.network.Timeout;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends the waiting of those whose own time is over before the message has its outcome. New ones come in from any thread;
 * everything else is owned by the owner loop. The loop is woken for many at once, and has one timer for all.
 */
final class CallTimeouts implements Runnable {

    /** Fewer that have their outcome are not worth to be looked for: they leave when their time is over. */
    private static final int MIN_PURGE = 1024;

    private final Pipeline pipeline;
    private final ConcurrentLinkedQueue<TimedSend> added = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean announced = new AtomicBoolean();

    // loop only
    private final PriorityQueue<TimedSend> waiting = new PriorityQueue<>();
    private int purgeAt = MIN_PURGE;
    private @Nullable Timeout timer;

    CallTimeouts(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Any thread. */
    void watch(TimedSend call) {
        if (!call.isDone()) {
            added.add(call);
            if (announced.compareAndSet(false, true)) {
                pipeline.execute(this);
            }
        }
    }

    @Override
    public void run() {
        announced.set(false);
        for (TimedSend call = added.poll(); call != null; call = added.poll()) {
            waiting.add(call);
        }
        if (waiting.size() >= purgeAt) {
            waiting.removeIf(TimedSend::isDone);
            purgeAt = Math.max(MIN_PURGE, 2 * waiting.size());
        }
        expire(System.nanoTime());
    }

    private void expire(long now) {
        for (TimedSend next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!next.isDone() && next.deadlineNanos() - now > 0) {
                break;
            }
            waiting.poll();
            if (!next.isDone()) {
                pipeline.callbacks().execute(next::expire);
            }
        }
        schedule(now);
    }

    private void schedule(long now) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        TimedSend next = waiting.peek();
        if (next != null) {
            timer = pipeline.loop().schedule(Duration.ofNanos(Math.max(0, next.deadlineNanos() - now)), this);
        }
    }
}
