package io.myq.group;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs application code one task after the other on a thread of {@code Config.ThreadFactory}, which is started when there
 * is something to do and ends when there was nothing for a while. Any thread.
 */
final class SerialThread {

    private static final Logger log = LoggerFactory.getLogger(SerialThread.class);
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final ThreadFactory threads;
    private final String name;
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Object lock = new Object();
    private volatile @Nullable Thread thread;

    SerialThread(ThreadFactory threads, String name) {
        this.threads = threads;
        this.name = name;
    }

    /** Does not block, and does not throw: what cannot be run is logged. */
    void execute(Runnable task) {
        tasks.add(task);
        synchronized (lock) {
            if (thread == null) {
                start();
            }
        }
    }

    /** Whether the caller is one of the tasks. */
    boolean isCurrent() {
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
            log.error("{}: no thread could be started; tried again with the next task", name, e);
        }
    }

    private void run() {
        Runnable task = next();
        while (task != null) {
            try {
                task.run();
            } catch (Throwable e) {
                log.error("{} goes on after a task that failed", name, e);
            }
            task = next();
        }
    }

    private @Nullable Runnable next() {
        Runnable task = null;
        try {
            task = tasks.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // meant for the task before; the flag is cleared, and the thread looks once more before it ends
            log.debug("{} was interrupted", name);
        }
        if (task == null) {
            synchronized (lock) {
                // execute() adds before it looks for the thread, so nothing is left behind
                task = tasks.poll();
                thread = task == null ? null : thread;
            }
        }
        return task;
    }
}
