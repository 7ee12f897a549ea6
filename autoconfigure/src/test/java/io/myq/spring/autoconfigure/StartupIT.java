package io.myq.spring.autoconfigure;

import static io.myq.spring.testing.Startup.failure;
import static io.myq.spring.testing.Startup.realClient;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.ClientStatus;
import io.myq.MyqClient;
import io.myq.spring.testing.Broker;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What a person reads when there is no broker at the address, and that there is nothing to read when there is one. */
@Timeout(120)
class StartupIT {

    @Test
    void startsWhenABrokerAnswers() {
        realClient()
                .withPropertyValues("myq.bootstrap-servers=" + Broker.address())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(MyqClient.class).status().state())
                            .isEqualTo(ClientStatus.State.UP);
                });
    }

    @Test
    void anAddressWhereNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        startsNot("localhost:" + port, "1s", "localhost:" + port, "refused");
    }

    @Test
    void aMisspeltHost() {
        startsNot(
                "no-such-host.invalid:9092",
                "3s",
                "no-such-host.invalid:9092",
                "Cannot resolve host 'no-such-host.invalid'");
    }

    /** As most do when what they get is no HTTP. */
    @Test
    void anHttpServerThatAnswers() throws IOException {
        try (ServerSocket http = new ServerSocket(0)) {
            Thread server = new Thread(() -> refuse(http));
            server.setDaemon(true);
            server.start();
            startsNot("localhost:" + http.getLocalPort(), "1500ms", "localhost:" + http.getLocalPort(), "HTTP");
        }
    }

    private static void refuse(ServerSocket http) {
        while (!http.isClosed()) {
            try (Socket socket = http.accept()) {
                if (socket.getInputStream().read() >= 0) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void aServerThatSaysNothing() throws IOException {
        // connections are accepted by the operating system, and nobody ever reads
        try (ServerSocket silent = new ServerSocket(0)) {
            String address = "localhost:" + silent.getLocalPort();
            startsNot(address, "2500ms", address, "waiting for the answer to ApiVersions");
        }
    }

    @Test
    void aTlsPort() throws Exception {
        try (ServerSocket tls = SSLContext.getDefault().getServerSocketFactory().createServerSocket(0)) {
            Thread server = new Thread(() -> handshakes(tls));
            server.setDaemon(true);
            server.start();
            startsNot("localhost:" + tls.getLocalPort(), "1500ms", "localhost:" + tls.getLocalPort(), "TLS");
        }
    }

    @Test
    void withThePolicyToContinueTheApplicationStartsAndTheClientSaysWhyItIsDown() {
        realClient()
                .withPropertyValues("myq.bootstrap-servers=localhost:1", "myq.startup.policy=continue")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    MyqClient client = context.getBean(MyqClient.class);
                    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                        assertThat(client.status().state()).isEqualTo(ClientStatus.State.DOWN);
                        assertThat(client.status().cause()).hasMessageContaining("Cannot connect to localhost:1 ");
                    });
                });
    }

    @Test
    void anAddressThatIsNone() {
        realClient().withPropertyValues("myq.bootstrap-servers=localhost").run(context -> {
            FailureAnalysis failure = failure(context);
            assertThat(failure.getDescription()).contains("localhost").contains("host:port");
        });
    }

    private static void startsNot(String address, String timeout, String... says) {
        realClient()
                .withPropertyValues(
                        "myq.bootstrap-servers=" + address, "myq.startup.timeout=" + timeout, "myq.net.dial-timeout=1s")
                .run(context -> {
                    FailureAnalysis failure = failure(context);
                    assertThat(failure.getDescription()).contains(says);
                    assertThat(failure.getAction()).contains("myq.bootstrap-servers");
                });
    }

    private static void handshakes(ServerSocket tls) {
        while (!tls.isClosed()) {
            try (SSLSocket socket = (SSLSocket) tls.accept()) {
                socket.startHandshake();
            } catch (SSLException e) {
                // as it must be: the client does not speak TLS
                assertThat(e).isNotNull();
            } catch (IOException e) {
                return;
            }
        }
    }
}
