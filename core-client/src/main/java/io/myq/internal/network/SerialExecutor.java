package io.myq.internal.network;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other on a thread of its own, which is started when there is something to do and ends when
 * there was nothing for a while. Here application code runs, never on the owner loop. Any thread.
 */
public final class SerialExecutor {

    private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final ThreadFactory threads;
    private final String name;
    private final Duration idle;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Whether there is a thread that will look at the queue once more before it ends. */
    private final AtomicBoolean running = new AtomicBoolean();

    private volatile @Nullable Thread thread;
    private volatile boolean parked;

    /** @param name of the thread */
    public SerialExecutor(ThreadFactory threads, String name) {
        this(threads, name, IDLE);
    }

    /** @param idle how long the thread waits for a task before it ends */
    SerialExecutor(ThreadFactory threads, String name, Duration idle) {
        this.threads = threads;
        this.name = name;
        this.idle = idle;
    }

    /** Does not block, and does not throw: a task that fails, or a thread that cannot be started, is logged. */
    public void execute(Runnable task) {
        enqueue(task);
        wake();
    }

    /** Has a task run with the next one that is executed, or after the next {@link #wake}. Does not block. */
    public void enqueue(Runnable task) {
        tasks.add(task);
    }

    /** Sees to it that all enqueued tasks are run. Does not block. */
    public void wake() {
        if (running.get()) {
            if (parked) {
                LockSupport.unpark(thread);
            }
        } else if (running.compareAndSet(false, true)) {
            start();
        }
    }

    /** Whether the caller is a task of this executor. */
    public boolean inExecutor() {
        return Thread.currentThread() == thread;
    }

    private void start() {
        try {
            Thread started = threads.newThread(this::run);
            started.setName(name);
            thread = started;
            started.start();
        } catch (Throwable e) {
            thread = null;
            running.set(false);
            log.error("{}: no thread could be started; tried again with the next task", name, e);
        }
    }

    private void run() {
        do {
            Runnable task = next();
            while (task != null) {
                runSafely(task);
                task = next();
            }
            thread = null;
            running.set(false);
            // a task added before the line above may have relied on this thread
        } while (!tasks.isEmpty() && running.compareAndSet(false, true) && reclaim());
    }

    private boolean reclaim() {
        thread = Thread.currentThread();
        return true;
    }

    /** The next task; {@code null} after a while without any. */
    private @Nullable Runnable next() {
        Runnable task = tasks.poll();
        long deadline = task == null ? System.nanoTime() + idle.toNanos() : 0;
        while (task == null) {
            long nanos = deadline - System.nanoTime();
            if (nanos <= 0) {
                return null;
            }
            parked = true;
            if (tasks.isEmpty()) {
                LockSupport.parkNanos(this, Math.min(nanos, TimeUnit.SECONDS.toNanos(1)));
                // an interrupt is not meant for this thread, and would keep it from parking
                Thread.interrupted();
            }
            parked = false;
            task = tasks.poll();
        }
        return task;
    }

    private void runSafely(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            log.error("{} goes on after a task that failed", name, e);
        }
    }
}
