package io.myq.embedded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks a broker which brokers of its cluster it sees as alive: the one request this module knows how to speak.
 *
 * <p>No state; blocks the calling thread for two time-outs at most.
 */
final class ReadinessProbe {
    private static final short METADATA = 3;
    private static final short VERSION = 1;
    private static final int REQUEST_BYTES = 14;
    private static final int MAX_RESPONSE_BYTES = 1 << 20;
    private static final int MAX_BROKERS = 10_000;

    private ReadinessProbe() {}

    /** Ids of the brokers that are registered and not fenced, as the asked one sees them. */
    static Set<Integer> aliveBrokers(InetSocketAddress address, int timeoutMillis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            send(new DataOutputStream(socket.getOutputStream()));
            return receive(new DataInputStream(socket.getInputStream()));
        }
    }

    private static void send(DataOutputStream out) throws IOException {
        out.writeInt(REQUEST_BYTES);
        out.writeShort(METADATA);
        out.writeShort(VERSION);
        out.writeInt(0); // correlation id
        out.writeShort(-1); // no client id
        out.writeInt(0); // no topics: brokers only
        out.flush();
    }

    private static Set<Integer> receive(DataInputStream in) throws IOException {
        int size = in.readInt();
        in.readInt(); // correlation id
        int count = in.readInt();
        if (size > MAX_RESPONSE_BYTES || count < 0 || count > MAX_BROKERS) {
            throw new IOException("what answers does not speak Kafka's protocol");
        }
        Set<Integer> ids = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            ids.add(in.readInt());
            skipString(in); // host
            in.readInt(); // port
            skipString(in); // rack
        }
        return ids;
    }

    private static void skipString(DataInputStream in) throws IOException {
        int length = in.readShort();
        for (int i = 0; i < length; i++) {
            in.readByte();
        }
    }
}
