package io.myq.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free ports on the loopback address that stay free while their broker is down.
 *
 * <p>No state, any thread.
 */
final class Ports {
    /**
     * Below the ranges from which Linux (32768), macOS and Windows (49152) take ports for outgoing connections: otherwise a
     * client that tries to reach a broker that is down may get the broker's port as its own and keep the broker from returning.
     */
    private static final int FIRST = 15_000;

    private static final int LAST = 32_000;
    private static final int TRIES = 1_000;

    private Ports() {}

    /** The next free port; two calls may give the same one as long as nobody listens on it. */
    static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new EmbeddedKafkaException(
                "No free port between " + FIRST + " and " + LAST + " found in " + TRIES + " tries");
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
