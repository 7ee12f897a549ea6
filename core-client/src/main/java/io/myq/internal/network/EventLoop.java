package io.myq.internal.network;

import io.myq.config.PanicHandler;
import io.myq.error.ClientClosedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
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
 * <p>An exception that escapes a task, a timer or an I/O handler ends the loop: the panic handler is told, the end
 * listeners run, and nothing runs afterwards. So a client is either whole or visibly failed.
 */
public final class EventLoop {

    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    private final String name;
    private final PanicHandler panicHandler;
    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** True while the loop is, or is about to be, inside select: only then does a task have to wake it. */
    private final AtomicBoolean parked = new AtomicBoolean();

    private final PriorityQueue<Timeout> timeouts = new PriorityQueue<>();
    private final List<Consumer<@Nullable Throwable>> endListeners = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long timeoutOrder;
    private boolean closing;
    private volatile boolean closed;
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
     * @throws ClientClosedException when the loop has ended; the task will not run
     */
    public void execute(Runnable task) {
        if (closed) {
            throw closedException();
        }
        tasks.add(task);
        if (closed && tasks.remove(task)) {
            throw closedException();
        }
        if (parked.get() && parked.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    /** Runs a task on the loop after a pause. Loop thread only. */
    public Timeout schedule(Duration delay, Runnable task) {
        Timeout timeout = new Timeout(System.nanoTime() + delay.toNanos(), timeoutOrder++, task);
        timeouts.add(timeout);
        return timeout;
    }

    /**
     * Adds a listener that is told when the loop ends: with the cause when it failed, with {@code null} when it was
     * closed. It runs on the loop's thread, once. Loop thread only.
     */
    public void onEnd(Consumer<@Nullable Throwable> listener) {
        endListeners.add(listener);
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

    SelectionKey register(SelectableChannel channel, int ops, IoHandler handler) throws ClosedChannelException {
        return channel.register(selector, ops, handler);
    }

    private void run() {
        try {
            while (!closing) {
                runTasks();
                runDueTimeouts();
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
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void runDueTimeouts() {
        long now = System.nanoTime();
        for (Timeout next = timeouts.peek(); next != null && (next.cancelled() || next.dueNanos() - now <= 0); ) {
            timeouts.poll().run();
            next = timeouts.peek();
        }
    }

    private void select() throws IOException {
        // published before the queue is looked at again: a task added in between sees it and wakes the selector
        parked.set(true);
        if (!tasks.isEmpty()) {
            parked.set(false);
            selector.selectNow(this::dispatch);
            return;
        }
        Timeout next = timeouts.peek();
        if (next == null) {
            selector.select(this::dispatch);
        } else {
            long millis = TimeUnit.NANOSECONDS.toMillis(next.dueNanos() - System.nanoTime() + 999_999);
            if (millis > 0) {
                selector.select(this::dispatch, millis);
            } else {
                selector.selectNow(this::dispatch);
            }
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
        for (Consumer<@Nullable Throwable> listener : List.copyOf(endListeners)) {
            try {
                listener.accept(failure);
            } catch (Throwable e) {
                log.error("{} could not end a part of itself", name, e);
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            log.warn("{} could not close its selector", name, e);
        }
        ended.countDown();
    }
}
