package io.myq.internal.network;

import io.myq.config.PanicHandler;
import io.myq.error.ClientClosedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a client: sockets, timers, and all state that has no lock. Other threads hand it tasks.
 *
 * <p>An exception that escapes a task, a timer or an I/O handler ends the loop: the panic handler is told, then the
 * end listeners, and last the tasks that were handed over before run, so that nothing vanishes. A client is either whole
 * or visibly failed.
 */
public final class EventLoop {

    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    /** What one read takes from a socket at most; all connections of the loop read through the same memory. */
    private static final int STAGING_BYTES = 128 * 1024;

    /** So long memory of large responses is kept that no response needs. */
    private static final Duration FRAMES_KEPT = Duration.ofSeconds(1);

    /** So many tasks run before sockets and timers get their turn again. */
    private static final int TASKS_PER_TURN = 256;

    /** Tasks that tasks hand over while the loop ends: whoever goes on for ever does not keep it from ending. */
    private static final int TASKS_AT_END = 100_000;

    private final String name;
    private final PanicHandler panicHandler;
    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** True while the loop is, or is about to be, inside select: only then does a task have to wake it. */
    private final AtomicBoolean parked = new AtomicBoolean();

    private final Timers timers = new Timers();
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    private final FrameMemory frames = new FrameMemory();
    private @Nullable Timeout trim;
    private final List<Consumer<@Nullable Throwable>> endListeners = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean closing;
    private boolean listenersTold;
    /** No task from outside is accepted any more. */
    private volatile boolean closed;
    /** No task at all is run any more. */
    private volatile boolean drained;

    private volatile @Nullable Throwable failure;

    /** @param name of the thread, and of the client in the log */
    public EventLoop(String name, PanicHandler panicHandler) {
        this.name = name;
        this.panicHandler = panicHandler;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open a selector for " + name, e);
        }
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Whether the caller is the loop's thread. */
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /**
     * Runs a task on the loop soon, after those handed over before. Any thread; does not block.
     *
     * @throws ClientClosedException when the loop has ended; the task will not run. Not on the loop's own thread while
     *     it ends: what a part of the client still has to say then is run
     */
    public void execute(Runnable task) {
        if (closed && (drained || !inLoop())) {
            throw closedException();
        }
        tasks.add(task);
        // either the ending loop sees the task, or this sees that the loop has ended: never neither
        if (drained && tasks.remove(task)) {
            throw closedException();
        }
        if (parked.get() && parked.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    /** Runs a task on the loop after a pause, unless the loop ends before. Loop thread only. */
    public Timeout schedule(Duration delay, Runnable task) {
        return timers.schedule(delay, task);
    }

    /** The same at a time of {@link System#nanoTime}. */
    Timeout scheduleAt(long dueNanos, Runnable task) {
        return timers.scheduleAt(dueNanos, task);
    }

    /**
     * Adds a listener that is told when the loop ends: with the cause when it failed, with {@code null} when it was
     * closed. It runs on the loop's thread, once; at once when the loop is ending already. Loop thread only.
     */
    public void onEnd(Consumer<@Nullable Throwable> listener) {
        if (listenersTold) {
            tell(listener);
        } else {
            endListeners.add(listener);
        }
    }

    /** Removes a listener. Loop thread only. */
    public void removeOnEnd(Consumer<@Nullable Throwable> listener) {
        endListeners.remove(listener);
    }

    /** What made the loop fail, or {@code null}. Any thread. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** The exception for whoever comes after the end, with the cause when the loop failed. Any thread. */
    public ClientClosedException closedException() {
        Throwable cause = failure;
        return cause == null
                ? new ClientClosedException("The client " + name + " is closed")
                : new ClientClosedException(
                        "The client " + name + " has failed, and only a new one helps: " + cause, cause);
    }

    /** Ends the loop after the task it is in. Any thread; does not wait. */
    public void close() {
        if (!closed) {
            try {
                execute(() -> closing = true);
            } catch (ClientClosedException e) {
                log.trace("{} had ended already", name);
            }
        }
    }

    /** Waits for the end. Any thread but the loop's. */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Memory to read into; what is in it is worth nothing after the I/O handler returned. Loop thread only. */
    ByteBuffer staging() {
        return staging;
    }

    /** Memory of large responses. While one is delivered on the loop's thread it says who may keep a view on it. */
    public FrameMemory frames() {
        return frames;
    }

    /** To be called after responses were read. Loop thread only. */
    void trimFramesLater() {
        if (trim == null && frames.isOpen()) {
            trim = schedule(FRAMES_KEPT, this::trimFrames);
        }
    }

    private void trimFrames() {
        trim = frames.trim() ? schedule(FRAMES_KEPT, this::trimFrames) : null;
    }

    SelectionKey register(SelectableChannel channel, int ops, IoHandler handler) throws ClosedChannelException {
        return channel.register(selector, ops, handler);
    }

    private void run() {
        try {
            while (!closing) {
                runTasks();
                if (timers.nanosToNext() <= 0) {
                    // what has arrived already counts before a timer that says it has not: the process may have stood
                    // still
                    selector.selectNow(this::dispatch);
                    runDueTimeouts();
                }
                if (!closing) {
                    select();
                }
            }
        } catch (Throwable e) {
            failure = e;
            panic(e);
        } finally {
            closed = true;
            end();
        }
    }

    private void runTasks() {
        for (int left = TASKS_PER_TURN; left > 0 && !closing; left--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            task.run();
        }
    }

    private void runDueTimeouts() {
        long now = System.nanoTime();
        for (Timeout due = timers.pollDue(now); due != null && !closing; due = timers.pollDue(now)) {
            due.run();
        }
    }

    private void select() throws IOException {
        // an interrupt, whoever sent it, would make every select return at once
        Thread.interrupted();
        // published before the queue is looked at again: a task added in between sees it and wakes the selector
        parked.set(true);
        long nanos = timers.nanosToNext();
        if (!tasks.isEmpty() || nanos <= 0) {
            parked.set(false);
            selector.selectNow(this::dispatch);
        } else if (nanos == Long.MAX_VALUE) {
            selector.select(this::dispatch);
        } else {
            selector.select(this::dispatch, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
        }
        parked.set(false);
    }

    private void dispatch(SelectionKey key) {
        // runs inside select: from here on the loop is awake
        parked.set(false);
        if (key.isValid()) {
            ((IoHandler) key.attachment()).onReady(key.readyOps());
        }
    }

    private void panic(Throwable e) {
        log.error("{} failed: nothing is sent or received any more", name, e);
        try {
            panicHandler.onPanic(name, e);
        } catch (Throwable alsoThrown) {
            log.error("The panic handler of {} threw", name, alsoThrown);
        }
    }

    private void end() {
        parked.set(false);
        for (Consumer<@Nullable Throwable> listener : List.copyOf(endListeners)) {
            tell(listener);
        }
        listenersTold = true;
        drain();
        drained = true;
        // a task that slipped in before the line above; what comes later is refused
        drain();
        timers.clear();
        try {
            selector.close();
        } catch (IOException e) {
            log.warn("{} could not close its selector", name, e);
        }
        ended.countDown();
    }

    private void tell(Consumer<@Nullable Throwable> listener) {
        try {
            listener.accept(failure);
        } catch (Throwable e) {
            log.error("{} could not end a part of itself", name, e);
        }
    }

    private void drain() {
        for (long left = tasks.size() + (long) TASKS_AT_END; left > 0; left--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable e) {
                log.error("{} could not end a part of itself", name, e);
            }
        }
        log.error("{} gave up ending: tasks are handed over faster than they end", name);
    }
}
