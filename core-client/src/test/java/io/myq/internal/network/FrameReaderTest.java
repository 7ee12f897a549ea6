package io.myq.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames, however they are cut, and peers that send none. */
class FrameReaderTest {

    private static final int LIMIT = 100 * 1024 * 1024;

    @Test
    void cutsWhateverPiecesIntoTheFramesThatWereSent() {
        long seed = System.nanoTime();
        System.out.println("FrameReaderTest seed " + seed);
        Random random = new Random(seed);
        List<byte[]> sent = new ArrayList<>();
        ByteBuffer stream = ByteBuffer.allocate(8 * 1024 * 1024);
        for (int i = 0; i < 40; i++) {
            byte[] frame = new byte[4 + random.nextInt(i % 4 == 0 ? 300_000 : 200)];
            random.nextBytes(frame);
            sent.add(frame);
            stream.putInt(frame.length).put(frame);
        }
        stream.flip();
        FrameReader reader = new FrameReader("broker:9092", LIMIT);
        List<byte[]> received = new ArrayList<>();
        while (stream.hasRemaining()) {
            int piece = Math.min(stream.remaining(), 1 + random.nextInt(random.nextBoolean() ? 3 : 130_000));
            ByteBuffer bytes = stream.slice(stream.position(), piece);
            stream.position(stream.position() + piece);
            for (ByteBuffer frame = reader.next(bytes); frame != null; frame = reader.next(bytes)) {
                byte[] copy = new byte[frame.remaining()];
                frame.get(copy);
                received.add(copy);
            }
        }
        assertThat(received).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(received.get(i)).isEqualTo(sent.get(i));
        }
        assertThat(reader.insideFrame()).isFalse();
    }

    @Test
    void aClaimedLengthIsNotAllocated() {
        Runtime runtime = Runtime.getRuntime();
        List<FrameReader> readers = new ArrayList<>();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        for (int i = 0; i < 50; i++) {
            FrameReader reader = new FrameReader("broker:9092", LIMIT);
            assertThat(reader.next(
                            ByteBuffer.allocate(12).putInt(LIMIT - 1).putLong(1).flip()))
                    .isNull();
            readers.add(reader);
        }
        System.gc();
        long used = runtime.totalMemory() - runtime.freeMemory() - before;
        assertThat(readers).allMatch(FrameReader::insideFrame);
        assertThat(used)
                .as("bytes held for 50 frames of 100 MiB each, of which 8 bytes arrived")
                .isLessThan(20_000_000);
    }

    @Test
    void namesATlsPort() {
        assertProblem(
                "15 03 03 00 02 02 28", "The port broker:9093 speaks TLS, but the client is configured for PLAINTEXT");
        assertProblem("16 03 01 7f ff", "The port broker:9093 speaks TLS");
    }

    @Test
    void namesAnHttpServer() {
        String bytes = HexFormat.of().formatHex("HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII));
        assertProblem(bytes, "An HTTP server answers at broker:9093, not a Kafka broker");
    }

    @Test
    void showsTheFirstBytesOfNonsense() {
        assertProblem("ff ff ff ff", "does not speak the Kafka protocol: it announced a response of -1 bytes");
        assertProblem(
                "00 00 00 03 01 02 03",
                "a response of 3 bytes (at most 65536 are expected here), and its first bytes"
                        + " are 00 00 00 03 01 02 03");
        assertProblem("7f ff ff ff", "2147483647 bytes");
        String ssh = HexFormat.of().formatHex("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII));
        assertProblem(
                ssh, "its first bytes are 53 53 48 2d 32 2e 30 2d 4f 70 65 6e 53 53 48 0d (\"SSH-2.0-OpenSSH\\r\")");
    }

    private static void assertProblem(String hex, String message) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        FrameReader whole = new FrameReader("broker:9093", FrameReader.LIMIT_BEFORE_PROOF);
        assertThatThrownBy(() -> whole.next(ByteBuffer.wrap(bytes)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(message);
    }
}
