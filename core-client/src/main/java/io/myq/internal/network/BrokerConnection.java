package io.myq.internal.network;

import io.myq.config.Config;
import io.myq.error.ClientClosedException;
import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.error.RequestTimeoutException;
import io.myq.error.UnsupportedRequestException;
import io.myq.internal.network.Dialer.Dialed;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.Request;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to one broker, from the attempt to open it to its end: requests go out in order, without waiting for
 * the answers before them. It is never opened again. Owned by the loop: every method on its thread only.
 */
public final class BrokerConnection {

    private static final Logger log = LoggerFactory.getLogger(BrokerConnection.class);

    private static final Duration SHRINK_CHECK = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final Config config;
    private final Peer peer;
    private final ConnectionListener listener;
    private final Outstanding outstanding = new Outstanding();
    private final ResponseReader responses;

    private @Nullable Connector connector;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable RequestWriter writer;
    private @Nullable ApiVersionRanges versions;
    private @Nullable Timeout timer;
    private @Nullable Timeout shrinkTimer;
    /** Set between a failed write and the end: what the broker had answered before is read first. */
    private @Nullable MyqException broken;

    private @Nullable MyqException end;

    private BrokerConnection(EventLoop loop, Config config, Peer peer, ConnectionListener listener) {
        this.loop = loop;
        this.config = config;
        this.peer = peer;
        this.listener = listener;
        this.responses = new ResponseReader(
                peer.address(),
                loop.frames(),
                config.consumer().fetch().maxBytes(),
                outstanding,
                () -> end != null,
                this::fail);
    }

    /** Begins to open a connection. The outcome comes later, to the listener. */
    public static BrokerConnection open(EventLoop loop, Config config, Peer peer, ConnectionListener listener) {
        BrokerConnection connection = new BrokerConnection(loop, config, peer, listener);
        connection.connector = Connector.start(
                loop, peer, config.clientId(), config.net().dialTimeout(), connection::onDialed, connection::fail);
        return connection;
    }

    /**
     * Sends a request, in order after those before: at once, or when the connection is open.
     *
     * @param timeout until the answer, opening included
     * @param handler called exactly once, later, never from inside this call
     */
    public <R extends ApiMessage> void send(Request<R> request, Duration timeout, ResponseHandler<R> handler) {
        submit(new PendingRequest<>(request, timeout, handler, null));
    }

    /** The same with a request that gets no answer: {@code onWritten} is called when the socket has taken it. */
    public <R extends ApiMessage> void sendOneWay(
            Request<R> request, Duration timeout, ResponseHandler<R> handler, Runnable onWritten) {
        submit(new PendingRequest<>(request, timeout, handler, onWritten));
    }

    /** Requests that are not written or not answered. */
    public int inFlight() {
        return outstanding.size();
    }

    /** Whether requests go out at once. */
    public boolean isOpen() {
        return writer != null && broken == null && end == null;
    }

    /** Whether it ever answered a request: a broker lives there, and this is one. */
    public boolean answered() {
        return responses.answered();
    }

    /** What the broker said when the connection was opened. */
    public BrokerFeatures features() {
        ApiVersionRanges known = versions;
        return known == null ? BrokerFeatures.NONE : known.features();
    }

    /** Closes it; what waits or is in flight fails with the cause. The listener is not told. */
    public void close(MyqException cause) {
        if (end == null) {
            end(cause, cause, false);
        }
    }

    private void submit(PendingRequest<?> pending) {
        if (end != null) {
            MyqException cause = end;
            failLater(pending, cause, false);
            return;
        }
        outstanding.add(pending);
        arm(pending.deadlineNanos());
        if (isOpen() && !outstanding.isWriting()) {
            writeWaiting();
        }
    }

    private void onDialed(Dialed dialed) {
        connector = null;
        channel = dialed.channel();
        versions = dialed.versions();
        writer = new RequestWriter(dialed.channel(), config.clientId());
        try {
            dialed.channel().configureBlocking(false);
            key = loop.register(dialed.channel(), SelectionKey.OP_READ, this::onReady);
        } catch (IOException e) {
            fail(new ConnectionException("The connection to " + peer.address() + " broke when it was new: " + e, e));
            return;
        }
        log.debug("Connected to {}", peer.address());
        listener.onOpen();
        writeWaiting();
    }

    private void onReady(int readyOps) {
        if (end == null && (readyOps & SelectionKey.OP_WRITE) != 0) {
            writeWaiting();
        }
        if (end == null && (readyOps & SelectionKey.OP_READ) != 0) {
            read();
        }
    }

    private void writeWaiting() {
        RequestWriter out = writer;
        try {
            while (out != null && isOpen()) {
                if (!outstanding.isWriting() && !frameNext(out)) {
                    interest(SelectionKey.OP_READ);
                    return;
                }
                if (!out.write()) {
                    interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return;
                }
                onWritten();
            }
        } catch (IOException e) {
            writeFailed(e);
        }
    }

    /** Answers that have arrived still count. They are not read here, because this may be inside a call of the owner. */
    private void writeFailed(IOException e) {
        MyqException cause =
                new ConnectionException("The connection to " + peer.address() + " broke while writing: " + e, e);
        broken = cause;
        later(() -> {
            if (end == null) {
                read();
            }
            fail(cause);
        });
    }

    /** Takes the next request that can be framed; those that cannot fail alone. */
    private boolean frameNext(RequestWriter out) {
        for (PendingRequest<?> next = outstanding.pollWaiting(); next != null; next = outstanding.pollWaiting()) {
            PendingRequest<?> pending = next;
            try {
                ApiVersionRanges ranges = versions;
                if (ranges != null) {
                    out.frame(pending, ranges.choose(pending.request()));
                    outstanding.writing(pending);
                    return true;
                }
            } catch (UnsupportedRequestException e) {
                failLater(pending, e, false);
            }
        }
        return false;
    }

    private void onWritten() {
        PendingRequest<?> written = outstanding.written();
        if (written != null && written.oneWay()) {
            later(written::written);
        }
        RequestWriter out = writer;
        if (out != null && out.large() && shrinkTimer == null) {
            shrinkTimer = loop.schedule(SHRINK_CHECK, this::shrink);
        }
    }

    private void shrink() {
        shrinkTimer = null;
        RequestWriter out = writer;
        if (out != null) {
            out.shrinkIfIdle();
            if (out.large()) {
                shrinkTimer = loop.schedule(SHRINK_CHECK, this::shrink);
            }
        }
    }

    private void interest(int ops) {
        SelectionKey current = key;
        if (current != null && current.isValid() && current.interestOps() != ops) {
            current.interestOps(ops);
        }
    }

    private void read() {
        SocketChannel in = channel;
        if (in != null) {
            responses.read(in, loop.staging());
            loop.trimFramesLater();
        }
    }

    private void arm(long deadlineNanos) {
        Timeout current = timer;
        if (current == null || deadlineNanos - current.dueNanos() < 0) {
            if (current != null) {
                current.cancel();
            }
            timer = loop.scheduleAt(deadlineNanos, this::onTimer);
        }
    }

    private void onTimer() {
        timer = null;
        long now = System.nanoTime();
        PendingRequest<?> late = outstanding.lateSent(now);
        if (late != null) {
            timedOut(late);
            return;
        }
        outstanding.takeLateWaiting(now).forEach(this::expire);
        outstanding.nanosToNextDeadline(now).ifPresent(nanos -> arm(now + nanos));
    }

    private void expire(PendingRequest<?> pending) {
        String reason = isOpen() ? "the broker takes no more bytes" : "there was no connection yet";
        MyqException cause = new RequestTimeoutException(pending.api().name() + " was not sent to " + peer.address()
                + " within " + pending.timeout().toMillis() + " ms, because " + reason);
        failLater(pending, cause, false);
    }

    /** Answers come in order, so one that does not come holds back all after it: nothing but a new connection helps. */
    private void timedOut(PendingRequest<?> late) {
        String what = "The broker at " + peer.address() + " did not answer "
                + late.api().name() + " within " + late.timeout().toMillis() + " ms";
        RequestTimeoutException timeout = new RequestTimeoutException(what + ". The connection is closed");
        end(
                timeout,
                new ConnectionException(
                        "The connection to " + peer.address() + " was closed because another request was late: " + what,
                        timeout),
                true);
    }

    private void fail(MyqException cause) {
        if (end == null) {
            end(cause, cause, true);
        }
    }

    /**
     * @param cause of the end, and what the requests fail with whose time is over
     * @param forOthers what all other requests fail with
     */
    private void end(MyqException cause, MyqException forOthers, boolean tellOwner) {
        end = cause;
        log.debug("Connection to {} ended: {}", peer.address(), cause.getMessage());
        release();
        if (tellOwner) {
            listener.onLost(cause);
        }
        long now = System.nanoTime();
        boolean begun = writer != null && writer.begun();
        writer = null;
        outstanding.takeAll(
                wholly -> failLater(wholly, wholly.expired(now) ? cause : forOthers, true),
                partly -> failLater(partly, partly.expired(now) ? cause : forOthers, begun),
                never -> failLater(never, forOthers, false));
    }

    private void failLater(PendingRequest<?> pending, MyqException cause, boolean maybeSent) {
        later(() -> pending.failed(cause, maybeSent));
    }

    private void release() {
        for (Timeout timeout : new Timeout[] {timer, shrinkTimer}) {
            if (timeout != null) {
                timeout.cancel();
            }
        }
        if (connector != null) {
            connector.cancel();
        }
        if (key != null) {
            key.cancel();
        }
        if (channel != null) {
            Dialer.closeQuietly(channel);
        }
    }

    /** Handlers are never called from inside a call of their owner. */
    private void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (ClientClosedException e) {
            // the loop has ended and runs nothing more, so nothing is inside a call either
            task.run();
        }
    }
}
