package io.myq.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands before one broker: what clients take for the broker's address.
 *
 * <p>Any thread. A thread accepts connections, and each of them has two.
 */
public final class NodeProxy {

    private final int node;
    private final int port;
    private final int brokerPort;
    private final Faults faults;
    private final Bandwidth requests = new Bandwidth();
    private final Bandwidth responses = new Bandwidth();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final Lifetimes lifetimes;
    private @Nullable ServerSocket listening;
    private final AtomicLong accepted = new AtomicLong();
    private volatile Thread acceptor;

    NodeProxy(int node, int brokerPort, Faults faults, Lifetimes lifetimes) {
        this.node = node;
        this.brokerPort = brokerPort;
        this.faults = faults;
        this.lifetimes = lifetimes;
        ServerSocket socket = Sockets.listen();
        this.port = socket.getLocalPort();
        this.listening = socket;
        this.acceptor = DaemonThread.of("faults-node-" + node, () -> acceptFrom(socket));
        acceptor.start();
    }

    /** The broker's id. */
    public int node() {
        return node;
    }

    /** Where clients connect to, on the loopback address; the same for the proxy's whole life. */
    public int port() {
        return port;
    }

    /** Limits what all connections together carry this way; frames on their way are slowed down as well. */
    public void limit(Direction direction, long bytesPerSecond) {
        bandwidth(direction).limit(bytesPerSecond);
    }

    /** Refuses new connections, as an address where nothing listens. Those that are open stay. */
    public synchronized void refuse() {
        ServerSocket socket = listening;
        listening = null;
        if (socket != null) {
            Sockets.close(socket);
            // the system goes on listening until the thread in accept() has noticed
            DaemonThread.join(acceptor);
        }
    }

    /** Accepts new connections again after {@link #refuse()}. */
    public synchronized void accept() {
        if (listening == null) {
            try {
                listen(Sockets.listen(port));
            } catch (IOException e) {
                throw new UncheckedIOException("port " + port + " of node " + node + " cannot be listened on again", e);
            }
        }
    }

    /** Resets every open connection. */
    public void resetAll() {
        List.copyOf(connections).forEach(ProxiedConnection::reset);
    }

    /** Connections that are open now. */
    public int connections() {
        return connections.size();
    }

    /** Connections that were accepted since the start. */
    public long accepted() {
        return accepted.get();
    }

    /** Ends the limits, and accepts again. */
    void heal() {
        requests.unlimited();
        responses.unlimited();
        accept();
    }

    /** Ends everything and waits for its threads, so that none is left behind. */
    void close() throws InterruptedException {
        refuse();
        for (ProxiedConnection connection : List.copyOf(connections)) {
            connection.close();
            connection.join();
        }
    }

    Faults faults() {
        return faults;
    }

    Bandwidth bandwidth(Direction direction) {
        return direction == Direction.REQUEST ? requests : responses;
    }

    void ended(ProxiedConnection connection) {
        connections.remove(connection);
    }

    void forEachConnection(Consumer<ProxiedConnection> action) {
        connections.forEach(action);
    }

    private void listen(ServerSocket socket) {
        listening = socket;
        acceptor = DaemonThread.of("faults-node-" + node, () -> acceptFrom(socket));
        acceptor.start();
    }

    private void acceptFrom(ServerSocket socket) {
        try {
            while (true) {
                open(socket.accept());
            }
        } catch (IOException e) {
            // closed by refuse(): the end of this thread
            Sockets.close(socket);
        }
    }

    private void open(Socket client) {
        try {
            Socket broker = Sockets.connect(brokerPort);
            ProxiedConnection connection = new ProxiedConnection(this, client, broker, accepted.incrementAndGet());
            connections.add(connection);
            connection.start();
            lifetimes.begin(connection);
        } catch (IOException e) {
            // the broker is down: as near to a refusal as is possible now
            Sockets.resetOnClose(client);
            Sockets.close(client);
        }
    }
}
