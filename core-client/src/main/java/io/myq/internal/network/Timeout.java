package io.myq.internal.network;

/** A task that the owner loop will run later, unless it is cancelled before. Owned by the loop. */
public final class Timeout implements Comparable<Timeout> {

    private static final Runnable NOTHING = () -> {};

    private final Timers timers;
    private final long dueNanos;
    private final long order;
    private Runnable task;
    private boolean cancelled;
    private boolean taken;

    Timeout(Timers timers, long dueNanos, long order, Runnable task) {
        this.timers = timers;
        this.dueNanos = dueNanos;
        this.order = order;
        this.task = task;
    }

    /** Loop thread only. Without effect when it has run. */
    public void cancel() {
        if (!cancelled && !taken) {
            cancelled = true;
            task = NOTHING;
            timers.onCancel();
        }
    }

    boolean cancelled() {
        return cancelled;
    }

    long dueNanos() {
        return dueNanos;
    }

    void run() {
        taken = true;
        task.run();
    }

    @Override
    public int compareTo(Timeout other) {
        // the difference, because nanoTime may wrap
        int byDue = Long.compare(dueNanos - other.dueNanos, 0);
        return byDue != 0 ? byDue : Long.compare(order, other.order);
    }
}
