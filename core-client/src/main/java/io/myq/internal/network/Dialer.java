package io.myq.internal.network;

import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocking part of opening a connection: resolve, connect to the first address that answers, negotiate. Whoever
 * keeps the deadline aborts it from outside. Owned by its connector's thread, {@link #abort} and {@link #step} excepted.
 */
final class Dialer {

    /** What the dialer hands over: a blocking channel, and what the broker speaks. */
    record Dialed(SocketChannel channel, ApiVersionRanges versions) {}

    private static final Logger log = LoggerFactory.getLogger(Dialer.class);

    private static final int MAX_PORT = 65_535;

    private final Peer peer;
    private final String clientId;
    private final long deadlineNanos;
    private volatile String step = "starting";
    private volatile boolean aborted;
    private volatile @Nullable SocketChannel channel;

    Dialer(Peer peer, String clientId, Duration timeout) {
        this.peer = peer;
        this.clientId = clientId;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    /** @throws MyqException that names the address and what went wrong there */
    Dialed dial() {
        SocketChannel connected = connect(resolve());
        boolean done = false;
        try {
            step = "waiting for the answer to ApiVersions from " + remote(connected);
            ApiVersionRanges versions = new Handshake(connected, peer.address(), clientId).negotiate();
            done = true;
            return new Dialed(connected, versions);
        } catch (IOException e) {
            throw new ConnectionException(
                    "The connection to " + peer.address() + " broke before it had answered the first request: "
                            + reason(e) + ". " + Handshake.POSSIBLE_REASONS,
                    e);
        } finally {
            if (!done) {
                closeQuietly(connected);
            }
        }
    }

    /** What it is doing, for the message when it takes too long. Any thread. */
    String step() {
        return step;
    }

    /** Makes {@link #dial} fail soon, whatever it waits for (name resolution excepted). Any thread. */
    void abort() {
        aborted = true;
        SocketChannel current = channel;
        if (current != null) {
            closeQuietly(current);
        }
    }

    private InetAddress[] resolve() {
        if (peer.host().isBlank() || peer.port() < 1 || peer.port() > MAX_PORT) {
            throw new ConnectionException(
                    "'" + peer.address() + "' is not an address that can be connected to." + peer.hint());
        }
        step = "resolving the host name";
        try {
            return InetAddress.getAllByName(peer.host());
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new ConnectionException(
                    "Cannot resolve host '" + peer.host() + "' of " + peer.address() + peer.attemptText()
                            + ": correct the name, or make it known to DNS or the hosts file of this machine."
                            + peer.hint(),
                    e);
        }
    }

    private SocketChannel connect(InetAddress[] addresses) {
        ConnectionException failure = null;
        for (int i = 0; i < addresses.length; i++) {
            InetSocketAddress address = new InetSocketAddress(addresses[i], peer.port());
            step = "connecting to " + text(address);
            // an address that swallows everything must leave time for those after it
            long share = (deadlineNanos - System.nanoTime()) / (addresses.length - i) / 1_000_000;
            try {
                return connect(address, (int) Math.max(1, Math.min(Integer.MAX_VALUE, share)));
            } catch (IOException e) {
                ConnectionException next = new ConnectionException(
                        "Cannot connect to " + peer.address() + " (" + text(address) + ")" + peer.attemptText() + ": "
                                + reason(e) + ". Is the broker running, and is this its address?" + peer.hint(),
                        e);
                if (failure != null) {
                    next.addSuppressed(failure);
                }
                failure = next;
            }
        }
        throw failure == null ? new ConnectionException("No address for " + peer.address()) : failure;
    }

    private SocketChannel connect(InetSocketAddress address, int millis) throws IOException {
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        try {
            if (aborted) {
                throw new IOException("given up");
            }
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            opened.socket().connect(address, millis);
            return opened;
        } catch (IOException | RuntimeException e) {
            closeQuietly(opened);
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static String remote(SocketChannel channel) throws IOException {
        return channel.getRemoteAddress() instanceof InetSocketAddress address ? text(address) : "the broker";
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the descriptor is gone in any case, and the reason for closing is told elsewhere
            log.debug("Closing a connection failed", e);
        }
    }
}
