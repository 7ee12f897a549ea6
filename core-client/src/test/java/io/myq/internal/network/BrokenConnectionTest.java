package io.myq.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.error.RequestTimeoutException;
import io.myq.internal.network.ConnectionProbe.Outcome;
import io.myq.internal.network.ScriptedServer.Conversation;
import io.myq.internal.network.ScriptedServer.Received;
import io.myq.internal.protocol.HeartbeatRequest;
import io.myq.internal.protocol.HeartbeatResponse;
import io.myq.internal.protocol.MetadataRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A connection that breaks: what its requests learn of that. */
class BrokenConnectionTest {

    private static final HeartbeatRequest HEARTBEAT = HeartbeatRequest.defaults();

    @Test
    void anAnswerThatNobodyAskedForEndsTheConnection() throws Exception {
        MyqException cause = failureOfHeartbeat(peer -> {
            Received request = peer.receive();
            peer.answer(
                    new Received(request.apiKey(), request.version(), request.correlationId() + 7),
                    HeartbeatResponse.defaults());
        });
        assertThat(cause)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(
                        "sent an answer to request 7, but the next one expected was to request 0 (Heartbeat)");
    }

    @Test
    void anAnswerWithTrailingBytesEndsTheConnection() throws Exception {
        MyqException cause = failureOfHeartbeat(peer -> {
            Received request = peer.receive();
            byte[] frame = Conversation.frame(request, request.version(), HeartbeatResponse.defaults());
            byte[] longer = Arrays.copyOf(frame, frame.length + 2);
            longer[3] += 2;
            peer.send(longer);
        });
        assertThat(cause)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("sent a response to Heartbeat version")
                .hasMessageContaining("2 bytes are left over");
    }

    @Test
    void aGiantLengthAfterTheHandshakeEndsTheConnection() throws Exception {
        MyqException cause = failureOfHeartbeat(peer -> {
            peer.receive();
            peer.sendHex("7f ff ff ff 00 00 00 00");
        });
        assertThat(cause).isInstanceOf(ProtocolException.class).hasMessageContaining("2147483647 bytes");
    }

    @Test
    void aCutInTheMiddleOfAResponseIsSaid() throws Exception {
        MyqException cause = failureOfHeartbeat(peer -> {
            peer.receive();
            peer.sendHex("00 00 00 20 00 00 00 00");
        });
        assertThat(cause)
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("closed the connection in the middle of a response, with 1 request unanswered");
    }

    @Test
    void aLateAnswerClosesTheConnectionAndEveryRequestLearnsWhy() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate();
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            probe.awaitOpen();
            var patient = probe.send(MetadataRequest.defaults(), Duration.ofSeconds(60));
            var hasty = probe.send(HEARTBEAT, Duration.ofMillis(150));
            String address = "127.0.0.1:" + server.port();
            Outcome<?> late = hasty.get(20, TimeUnit.SECONDS);
            assertThat(late.maybeSent()).isTrue();
            assertThat(late.cause())
                    .isInstanceOf(RequestTimeoutException.class)
                    .hasMessage("The broker at " + address
                            + " did not answer Heartbeat within 150 ms. The connection is closed");
            Outcome<?> other = patient.get(20, TimeUnit.SECONDS);
            assertThat(other.maybeSent()).isTrue();
            assertThat(other.cause())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining(
                            "The connection to " + address + " was closed because another request was late")
                    .hasMessageContaining("did not answer Heartbeat within 150 ms");
            assertThat(probe.awaitLost()).isInstanceOf(RequestTimeoutException.class);
        }
    }

    @Test
    void waitingForTheConnectionCountsIntoTheTimeout() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Conversation::awaitEnd);
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            Outcome<?> outcome = probe.send(HEARTBEAT, Duration.ofMillis(100)).get(20, TimeUnit.SECONDS);
            assertThat(outcome.maybeSent()).isFalse();
            assertThat(outcome.cause())
                    .isInstanceOf(RequestTimeoutException.class)
                    .hasMessageContaining("Heartbeat was not sent to 127.0.0.1:" + server.port() + " within 100 ms,"
                            + " because there was no connection yet");
        }
    }

    @Test
    void whatWasAnsweredBeforeTheConnectionBrokeStillCounts() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate();
                    peer.answer(peer.receive(), HeartbeatResponse.defaults());
                    // closes with a reset, so that the client's next write fails
                    peer.socket().setSoLinger(true, 0);
                    peer.socket().close();
                    reset.countDown();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            probe.awaitOpen();
            CompletableFuture<Outcome<HeartbeatResponse>> answered = new CompletableFuture<>();
            List<CompletableFuture<Outcome<HeartbeatResponse>>> lost = new ArrayList<>();
            probe.run(connection -> {
                connection.send(HEARTBEAT, Duration.ofSeconds(20), ConnectionProbe.handler(answered));
                // the loop is kept from reading until the peer has gone
                await().atMost(Duration.ofSeconds(20)).until(() -> reset.getCount() == 0);
                for (int i = 0; i < 3; i++) {
                    CompletableFuture<Outcome<HeartbeatResponse>> outcome = new CompletableFuture<>();
                    lost.add(outcome);
                    connection.send(HEARTBEAT, Duration.ofSeconds(20), ConnectionProbe.handler(outcome));
                }
            });
            assertThat(answered.get(20, TimeUnit.SECONDS).response()).isNotNull();
            assertThat(probe.awaitLost()).isInstanceOf(ConnectionException.class);
            assertThat(lost).hasSize(3);
            for (CompletableFuture<Outcome<HeartbeatResponse>> outcome : lost) {
                assertThat(outcome.get(20, TimeUnit.SECONDS).cause()).isNotNull();
            }
        }
    }

    private static MyqException failureOfHeartbeat(ScriptedServer.Script script) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate();
                    script.run(peer);
                });
                ConnectionProbe probe = new ConnectionProbe("127.0.0.1", server.port(), Config.defaults())) {
            Outcome<?> outcome = probe.send(HEARTBEAT).get(20, TimeUnit.SECONDS);
            assertThat(outcome.maybeSent()).isTrue();
            assertThat(outcome.cause()).isSameAs(probe.awaitLost());
            assertThat(probe.loop.failure()).isNull();
            return outcome.cause();
        }
    }
}
