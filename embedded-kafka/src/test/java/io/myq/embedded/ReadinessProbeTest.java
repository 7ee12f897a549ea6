package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadinessProbeTest {
    @Test
    void takesAnHttpServerForWhatItIs() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answer =
                    CompletableFuture.runAsync(() -> answer(server, "HTTP/1.1 400 Bad Request\r\n\r\n"));
            assertThatThrownBy(() -> probe(server))
                    .isInstanceOf(IOException.class)
                    .hasMessage("what answers does not speak Kafka's protocol");
            answer.join();
        }
    }

    @Test
    void doesNotWaitForAServerThatSaysNothing() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> probe(server)).isInstanceOf(IOException.class);
        }
    }

    private static void probe(ServerSocket server) throws IOException {
        ReadinessProbe.aliveBrokers((InetSocketAddress) server.getLocalSocketAddress(), 200);
    }

    private static void answer(ServerSocket server, String text) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().readNBytes(18);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
