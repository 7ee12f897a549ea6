package io.myq.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.network.ConnectionProbe.Outcome;
import io.myq.internal.network.ScriptedServer.Script;
import io.myq.internal.protocol.ApiVersionsResponse;
import io.myq.internal.protocol.MetadataRequest;
import io.myq.internal.protocol.MetadataResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Addresses where no broker answers: the message that a person reads, and a request that certainly was not sent. */
class StrangePeerTest {

    @Test
    void anHttpServer() throws Exception {
        MyqException cause = refusalOf(peer -> {
            peer.receive();
            peer.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        assertThat(cause)
                .isInstanceOf(ProtocolException.class)
                .hasMessageMatching(
                        "An HTTP server answers at 127\\.0\\.0\\.1:\\d+, not a Kafka broker\\. Correct the host"
                                + " or the port \\(brokers listen on 9092 by default\\)");
    }

    @Test
    void anHttpServerThatWaitsForTheEndOfALineAndAnswersWithAPageAlone() throws Exception {
        MyqException cause = refusalOf(peer -> {
            int next = peer.socket().getInputStream().read();
            while (next != '\n') {
                next = peer.socket().getInputStream().read();
            }
            peer.send("<!DOCTYPE HTML><title>Bad request syntax</title>".getBytes(StandardCharsets.US_ASCII));
            peer.awaitEnd();
        });
        assertThat(cause)
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("An HTTP server answers at 127.0.0.1:");
    }

    @Test
    void aTlsPortThatAnswersWithAnAlert() throws Exception {
        MyqException cause = refusalOf(peer -> {
            peer.receive();
            peer.sendHex("15 03 03 00 02 02 28");
        });
        assertThat(cause)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("speaks TLS, but the client is configured for PLAINTEXT");
    }

    @Test
    void aTlsPortIsNamedWithoutAllocatingWhatItsBytesAnnounce() throws Exception {
        // read as a length, these are 369 MB
        MyqException cause = refusalOf(peer -> {
            peer.sendHex("16 03 01 02 00 01 00 01 fc 03 03");
            peer.awaitEnd();
        });
        assertThat(cause).hasMessageContaining("speaks TLS");
    }

    @Test
    void aPortThatClosesAtOnce() throws Exception {
        MyqException cause = refusalOf(ScriptedServer.Conversation::receive);
        assertThat(cause)
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("closed the connection after 0 bytes, before it had answered the first request")
                .hasMessageContaining("may expect TLS or SASL");
    }

    @Test
    void garbage() throws Exception {
        MyqException cause =
                refusalOf(peer -> peer.send("220 mail.example.org ESMTP\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(cause)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("does not speak the Kafka protocol")
                .hasMessageContaining("32 32 30 20")
                .hasMessageContaining("220 mail.example");
    }

    @Test
    void aLengthBelowZero() throws Exception {
        MyqException cause = refusalOf(peer -> peer.sendHex("ff ff ff ff 00 00"));
        assertThat(cause).isInstanceOf(ProtocolException.class).hasMessageContaining("a response of -1 bytes");
    }

    @Test
    void anAnswerToSomethingElse() throws Exception {
        MyqException cause = refusalOf(peer -> peer.sendHex("00 00 00 08 00 00 30 39 00 00 00 00"));
        assertThat(cause).isInstanceOf(ProtocolException.class).hasMessageContaining("belongs to request 12345");
    }

    @Test
    void anAnswerWithMoreThanTheMessage() throws Exception {
        MyqException cause = refusalOf(peer -> {
            var request = peer.receive();
            byte[] frame =
                    ScriptedServer.Conversation.frame(request, request.version(), ApiVersionsResponse.defaults());
            byte[] longer = java.util.Arrays.copyOf(frame, frame.length + 3);
            longer[3] += 3;
            peer.send(longer);
        });
        assertThat(cause)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("to ApiVersions cannot be read")
                .hasMessageContaining("3 bytes are left over");
    }

    @Test
    void aPeerThatAcceptsAndNeverAnswers() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Conversation::awaitEnd);
                ConnectionProbe probe = new ConnectionProbe(
                        "127.0.0.1", server.port(), ConnectionProbe.dialTimeout(Duration.ofMillis(300)))) {
            long start = System.nanoTime();
            assertThat(probe.awaitLost())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("No connection to 127.0.0.1:" + server.port()
                            + " at attempt 3 within 300 ms (Net.DialTimeout)")
                    .hasMessageContaining("waiting for the answer to ApiVersions");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aPortWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (ConnectionProbe probe = new ConnectionProbe(port)) {
            assertThat(probe.awaitLost())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("Cannot connect to 127.0.0.1:" + port)
                    .hasMessageContaining("at attempt 3: Connection refused")
                    .hasMessageContaining("Is the broker running");
        }
    }

    @Test
    void aHostThatDoesNotExist() throws Exception {
        try (ConnectionProbe probe = new ConnectionProbe("no-such-host.invalid", 9092, Config.defaults())) {
            assertThat(probe.awaitLost())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("Cannot resolve host 'no-such-host.invalid' of no-such-host.invalid:9092")
                    .hasMessageContaining("DNS or the hosts file");
        }
    }

    @Test
    void anAdvertisedAddressThatIsNone() throws Exception {
        try (ConnectionProbe probe = new ConnectionProbe("", 0, Config.defaults())) {
            assertThat(probe.awaitLost()).hasMessageContaining("':0' is not an address that can be connected to");
        }
    }

    /** What a request fails with that waited for the connection. */
    private static MyqException refusalOf(Script script) throws Exception {
        try (ScriptedServer server = new ScriptedServer(script);
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            CompletableFuture<Outcome<MetadataResponse>> sent = probe.send(MetadataRequest.defaults());
            MyqException cause = probe.awaitLost();
            Outcome<MetadataResponse> outcome = sent.get(20, TimeUnit.SECONDS);
            assertThat(outcome.cause()).isSameAs(cause);
            assertThat(outcome.maybeSent()).isFalse();
            assertThat(probe.open).isNotDone();
            assertThat(probe.loop.failure()).isNull();
            return cause;
        }
    }
}
