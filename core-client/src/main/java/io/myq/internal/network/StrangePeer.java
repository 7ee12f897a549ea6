package io.myq.internal.network;

import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Says in a person's words what answers at an address, when it is not a Kafka broker. Stateless. */
final class StrangePeer {

    /** Of a status line, or of the page that a server sends alone to a request that it did not understand. */
    private static final List<String> HTTP_STARTS = List.of("HTTP", "<!DO", "<htm", "<HTM", "<?xm");

    private static final int SHOWN_BYTES = 16;
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;

    private StrangePeer() {}

    /**
     * The error for a frame length that no broker sends.
     *
     * @param head the first bytes, from the length on
     * @param limit the longest frame expected
     */
    static MyqException badLength(String address, ByteBuffer head, int limit) {
        int length = head.getInt(head.position());
        if (looksLikeTls(head)) {
            return new ProtocolException(
                    "The port " + address + " speaks TLS, but the client is configured for PLAINTEXT."
                            + " Use the address of a PLAINTEXT listener: this release has no TLS");
        }
        if (HTTP_STARTS.stream().anyMatch(start -> startsWith(head, start))) {
            return new ProtocolException("An HTTP server answers at " + address
                    + ", not a Kafka broker. Correct the host or the port (brokers listen on 9092 by default)");
        }
        return new ProtocolException("What answers at " + address + " does not speak the Kafka protocol: it announced a"
                + " response of " + length + " bytes (at most " + limit
                + " are expected here), and its first bytes are "
                + shown(head) + ". Correct the host or the port");
    }

    /** Up to 16 bytes in hex, and as text when they are text. */
    static String shown(ByteBuffer bytes) {
        StringBuilder hex = new StringBuilder();
        StringBuilder text = new StringBuilder();
        int end = Math.min(bytes.limit(), bytes.position() + SHOWN_BYTES);
        boolean printable = true;
        for (int i = bytes.position(); i < end; i++) {
            byte next = bytes.get(i);
            hex.append(hex.isEmpty() ? "" : " ").append(String.format("%02x", next));
            text.append((char) next);
            printable &= next == '\r' || next == '\n' || (next >= ' ' && next < 0x7f);
        }
        String quoted = text.toString().replace("\r", "\\r").replace("\n", "\\n");
        return printable && !hex.isEmpty() ? hex + " (\"" + quoted + "\")" : hex.toString();
    }

    private static boolean looksLikeTls(ByteBuffer head) {
        int at = head.position();
        int type = head.get(at);
        return (type == TLS_ALERT || type == TLS_HANDSHAKE) && head.get(at + 1) == 3 && head.get(at + 2) <= 4;
    }

    private static boolean startsWith(ByteBuffer head, String word) {
        byte[] start = new byte[word.length()];
        head.get(head.position(), start);
        return word.equals(new String(start, StandardCharsets.US_ASCII));
    }
}
