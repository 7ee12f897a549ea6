package io.myq.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the proxy does with sockets.
 *
 * <p>No state, any thread.
 */
final class Sockets {

    /** Below the ranges from which systems take ports for outgoing connections: it must still be free after a refusal. */
    private static final int FIRST_PORT = 15_000;

    private static final int LAST_PORT = 32_000;
    private static final int TRIES = 1_000;
    /** Small, so that a client soon feels a link that is slow or dead. */
    private static final int RECEIVE_BYTES = 64 << 10;

    private static final int CONNECT_MILLIS = 1_000;

    private Sockets() {}

    /** Listens on a free port of the loopback address. */
    static ServerSocket listen() {
        IOException last = new IOException("no port tried");
        for (int i = 0; i < TRIES; i++) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT));
            } catch (IOException e) {
                last = e;
            }
        }
        throw new UncheckedIOException("no free port between " + FIRST_PORT + " and " + LAST_PORT, last);
    }

    static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.bind(new InetSocketAddress(loopback(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(loopback(), port), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    static void resetOnClose(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // closed already, so there is nothing to reset
            close(socket);
        }
    }

    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + socket, e);
        }
    }
}
