package io.myq.internal.network;

import io.myq.error.ClientClosedException;
import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.internal.network.Dialer.Dialed;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens one connection on a thread of its own, which lives only for that, and keeps the one deadline of the whole. Owned
 * by the loop: the outcome is told there, once, unless it was cancelled.
 */
final class Connector {

    private static final Logger log = LoggerFactory.getLogger(Connector.class);

    private final EventLoop loop;
    private final Peer peer;
    private final Dialer dialer;
    private final Consumer<Dialed> onDialed;
    private final Consumer<MyqException> onFailed;
    private final Timeout deadline;
    private boolean done;

    Connector(
            EventLoop loop,
            Peer peer,
            String clientId,
            Duration timeout,
            Consumer<Dialed> onDialed,
            Consumer<MyqException> onFailed) {
        this.loop = loop;
        this.peer = peer;
        this.dialer = new Dialer(peer, clientId, timeout);
        this.onDialed = onDialed;
        this.onFailed = onFailed;
        this.deadline = loop.schedule(timeout, () -> onDeadline(timeout));
    }

    /** Starts. Loop thread only; the outcome comes later. */
    static Connector start(
            EventLoop loop,
            Peer peer,
            String clientId,
            Duration timeout,
            Consumer<Dialed> onDialed,
            Consumer<MyqException> onFailed) {
        return start(loop, new Connector(loop, peer, clientId, timeout, onDialed, onFailed), Thread::new);
    }

    /** The same with threads of another origin. */
    static Connector start(EventLoop loop, Connector connector, ThreadFactory threads) {
        try {
            Thread thread = threads.newThread(connector::dial);
            thread.setName("myq-connect-" + connector.peer.address());
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError | RuntimeException e) {
            // the system has no thread left at the moment: that ends this attempt, not the client
            loop.execute(() -> connector.end(null, connector.noThread(e)));
        }
        return connector;
    }

    private ConnectionException noThread(Throwable cause) {
        return new ConnectionException(
                "No connection to " + peer.address() + peer.attemptText() + ": no thread could be started for it ("
                        + cause + "). Give the process more threads or memory, or start fewer",
                cause);
    }

    /** Gives up; nothing is told any more. Loop thread only. */
    void cancel() {
        done = true;
        deadline.cancel();
        dialer.abort();
    }

    private void dial() {
        try {
            Dialed dialed = dialer.dial();
            toLoop(() -> end(dialed, null), dialed);
        } catch (MyqException e) {
            toLoop(() -> end(null, e), null);
        } catch (Throwable e) {
            // not an outcome that connecting can have: the client fails with it rather than wait for ever
            toLoop(() -> rethrow(e), null);
        }
    }

    private void toLoop(Runnable task, @Nullable Dialed dialed) {
        try {
            loop.execute(task);
        } catch (ClientClosedException e) {
            log.debug("{} was connected after the client had ended", peer.address());
            if (dialed != null) {
                Dialer.closeQuietly(dialed.channel());
            }
        }
    }

    private void end(@Nullable Dialed dialed, @Nullable MyqException failure) {
        if (done) {
            if (dialed != null) {
                Dialer.closeQuietly(dialed.channel());
            }
            return;
        }
        done = true;
        deadline.cancel();
        if (dialed != null) {
            onDialed.accept(dialed);
        } else if (failure != null) {
            onFailed.accept(failure);
        }
    }

    private void onDeadline(Duration timeout) {
        String step = dialer.step();
        cancel();
        onFailed.accept(new ConnectionException("No connection to " + peer.address() + peer.attemptText() + " within "
                + timeout.toMillis() + " ms (Net.DialTimeout): it was still " + step
                + ". Is the address right, is the broker overloaded or stopped, does a firewall swallow the packets?"
                + peer.hint()));
    }

    private static void rethrow(Throwable unexpected) {
        if (unexpected instanceof Error error) {
            throw error;
        }
        throw unexpected instanceof RuntimeException e ? e : new IllegalStateException(unexpected);
    }
}
