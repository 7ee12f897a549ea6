package io.myq.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.error.ClientClosedException;
import io.myq.error.ConnectionException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.network.ConnectionProbe.Outcome;
import io.myq.internal.network.ScriptedServer.Conversation;
import io.myq.internal.network.ScriptedServer.Received;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiVersionsResponse;
import io.myq.internal.protocol.ApiVersionsResponse.ApiVersion;
import io.myq.internal.protocol.HeartbeatRequest;
import io.myq.internal.protocol.HeartbeatResponse;
import io.myq.internal.protocol.MetadataRequest;
import io.myq.internal.protocol.MetadataResponse;
import io.myq.internal.protocol.ProduceRequest;
import io.myq.internal.protocol.ProduceRequest.PartitionProduceData;
import io.myq.internal.protocol.ProduceRequest.TopicProduceData;
import io.myq.internal.protocol.ProduceResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A connection against a peer that behaves like a broker up to a point. */
class BrokerConnectionTest {

    private static final HeartbeatRequest HEARTBEAT = HeartbeatRequest.defaults();

    @Test
    void answersComeInTheOrderOfTheRequests() throws Exception {
        int requests = 200;
        CountDownLatch allArrived = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate();
                    List<Received> received = new ArrayList<>();
                    for (int i = 0; i < requests; i++) {
                        received.add(peer.receive());
                    }
                    // none is answered before all have arrived: they are pipelined
                    allArrived.countDown();
                    for (Received request : received) {
                        peer.answer(request, HeartbeatResponse.defaults().withThrottleTimeMs(request.correlationId()));
                    }
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            List<CompletableFuture<Outcome<HeartbeatResponse>>> outcomes = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                outcomes.add(probe.send(HEARTBEAT));
            }
            assertThat(allArrived.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < requests; i++) {
                assertThat(outcomes.get(i).get(20, TimeUnit.SECONDS).response())
                        .isEqualTo(HeartbeatResponse.defaults().withThrottleTimeMs(i));
            }
        }
    }

    @Test
    void framesMayArriveByteByByte() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.socket().setTcpNoDelay(true);
                    Received versions = peer.receive();
                    sendByteByByte(peer, Conversation.frame(versions, versions.version(), allVersions()));
                    Received metadata = peer.receive();
                    sendByteByByte(
                            peer,
                            Conversation.frame(
                                    metadata,
                                    metadata.version(),
                                    MetadataResponse.defaults().withClusterId("c-1")));
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            MetadataResponse response = probe.send(MetadataRequest.defaults())
                    .get(20, TimeUnit.SECONDS)
                    .response();
            assertThat(response).isNotNull();
            assertThat(response.clusterId()).isEqualTo("c-1");
        }
    }

    @Test
    void anOldBrokerIsAskedForItsVersionsInItsOwnWay() throws Exception {
        List<Short> asked = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    Received first = peer.receive();
                    asked.add(first.version());
                    // before KIP-511: an error in version 0, and no ranges
                    short refusal = ErrorCode.UNSUPPORTED_VERSION.code();
                    peer.send(Conversation.frame(
                            first, (short) 0, ApiVersionsResponse.defaults().withErrorCode(refusal)));
                    Received second = peer.receive();
                    asked.add(second.version());
                    peer.answer(second, allVersions());
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            probe.awaitOpen();
            assertThat(asked).containsExactly(Api.API_VERSIONS.maxVersion(), (short) 0);
        }
    }

    @Test
    void aBrokerThatSaysWhatItUnderstandsIsTakenAtItsWord() throws Exception {
        List<Short> asked = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    Received first = peer.receive();
                    asked.add(first.version());
                    short key = Api.API_VERSIONS.key();
                    peer.send(Conversation.frame(
                            first,
                            (short) 0,
                            ApiVersionsResponse.defaults()
                                    .withErrorCode(ErrorCode.UNSUPPORTED_VERSION.code())
                                    .withApiKeys(List.of(new ApiVersion(key, (short) 0, (short) 3)))));
                    Received second = peer.receive();
                    asked.add(second.version());
                    peer.answer(second, allVersions());
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            probe.awaitOpen();
            assertThat(asked).containsExactly(Api.API_VERSIONS.maxVersion(), (short) 3);
        }
    }

    @Test
    void noCommonVersionFailsTheRequestAndNotTheConnection() throws Exception {
        short metadata = Api.METADATA.key();
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate(List.of(
                            new ApiVersion(metadata, (short) 90, (short) 99),
                            new ApiVersion(Api.HEARTBEAT.key(), (short) 0, (short) 2)));
                    peer.answer(peer.receive(), HeartbeatResponse.defaults());
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            Outcome<?> refused = probe.send(MetadataRequest.defaults()).get(20, TimeUnit.SECONDS);
            assertThat(refused.maybeSent()).isFalse();
            assertThat(refused.cause())
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("No common version of the API Metadata: the client speaks 0 to "
                            + Api.METADATA.maxVersion() + ", the broker at 127.0.0.1:" + server.port()
                            + " speaks 90 to 99");
            Outcome<?> unknown = probe.send(ProduceRequest.defaults()).get(20, TimeUnit.SECONDS);
            assertThat(unknown.cause()).hasMessageContaining("does not know the API Produce");
            // group instance ids came with version 3
            Outcome<?> inexpressible =
                    probe.send(HEARTBEAT.withGroupInstanceId("static-1")).get(20, TimeUnit.SECONDS);
            assertThat(inexpressible.maybeSent()).isFalse();
            assertThat(inexpressible.cause()).hasMessageContaining("HeartbeatRequest.groupInstanceId in version 2");
            assertThat(probe.send(HEARTBEAT).get(20, TimeUnit.SECONDS).response())
                    .isNotNull();
        }
    }

    @Test
    void maybeSentIsExactWhenTheSocketTakesOnlyAPart() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate();
                    // reads nothing more, so that the socket's buffers fill up in the middle of the large request
                    cut.await();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            probe.awaitOpen();
            var whole = probe.send(HEARTBEAT);
            var partly = probe.send(produce(64 * 1024 * 1024));
            var unsent = probe.send(HEARTBEAT);
            CompletableFuture<Integer> inFlight = new CompletableFuture<>();
            probe.run(connection -> inFlight.complete(connection.inFlight()));
            assertThat(inFlight.get(20, TimeUnit.SECONDS)).isEqualTo(3);
            cut.countDown();
            assertThat(whole.get(20, TimeUnit.SECONDS).maybeSent()).isTrue();
            assertThat(partly.get(20, TimeUnit.SECONDS).maybeSent()).isTrue();
            assertThat(unsent.get(20, TimeUnit.SECONDS).maybeSent()).isFalse();
            assertThat(unsent.get().cause()).isInstanceOf(ConnectionException.class);
        }
    }

    @Test
    void aLargeRequestGoesOutInPiecesAndOthersAfterIt() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate();
                    Received large = peer.receive();
                    Received small = peer.receive();
                    peer.answer(large, ProduceResponse.defaults());
                    peer.answer(small, HeartbeatResponse.defaults());
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            var large = probe.send(produce(32 * 1024 * 1024));
            var small = probe.send(HEARTBEAT);
            assertThat(large.get(20, TimeUnit.SECONDS).cause()).isNull();
            assertThat(small.get(20, TimeUnit.SECONDS).cause()).isNull();
        }
    }

    @Test
    void aRequestWithoutAnswerIsDoneWhenItIsWritten() throws Exception {
        CompletableFuture<Short> arrived = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate();
                    arrived.complete(peer.receive().apiKey());
                    peer.answer(peer.receive(), HeartbeatResponse.defaults());
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            CompletableFuture<Boolean> written = new CompletableFuture<>();
            CompletableFuture<Outcome<ProduceResponse>> outcome = new CompletableFuture<>();
            probe.run(connection -> connection.sendOneWay(
                    produce(100),
                    Duration.ofSeconds(20),
                    ConnectionProbe.handler(outcome),
                    () -> written.complete(true)));
            assertThat(written.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(arrived.get(20, TimeUnit.SECONDS)).isEqualTo(Api.PRODUCE.key());
            assertThat(probe.send(HEARTBEAT).get(20, TimeUnit.SECONDS).cause()).isNull();
            assertThat(outcome).isNotDone();
        }
    }

    @Test
    void handlersAreNeverCalledFromInsideSend() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Conversation::receive);
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            probe.awaitLost();
            CompletableFuture<Boolean> doneInsideSend = new CompletableFuture<>();
            CompletableFuture<Outcome<HeartbeatResponse>> outcome = new CompletableFuture<>();
            probe.run(connection -> {
                connection.send(HEARTBEAT, Duration.ofSeconds(20), ConnectionProbe.handler(outcome));
                doneInsideSend.complete(outcome.isDone());
            });
            assertThat(doneInsideSend.get(20, TimeUnit.SECONDS)).isFalse();
            assertThat(outcome.get(20, TimeUnit.SECONDS).maybeSent()).isFalse();
        }
    }

    @Test
    void aHandlerThatThrowsFailsTheClient() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.negotiate();
                    peer.answer(peer.receive(), HeartbeatResponse.defaults());
                    peer.awaitEnd();
                });
                ConnectionProbe probe = new ConnectionProbe(server.port())) {
            IllegalStateException bug = new IllegalStateException("a bug in a stage");
            probe.run(connection -> connection.send(HEARTBEAT, Duration.ofSeconds(20), new ResponseHandler<>() {
                @Override
                public void onResponse(HeartbeatResponse response) {
                    throw bug;
                }

                @Override
                public void onFailure(MyqException cause, boolean maybeSent) {
                    throw new AssertionError(cause);
                }
            }));
            var other = probe.send(HEARTBEAT);
            assertThat(probe.loop.awaitEnd(Duration.ofSeconds(20))).isTrue();
            assertThat(probe.loop.failure()).isSameAs(bug);
            Outcome<?> outcome = other.get(20, TimeUnit.SECONDS);
            assertThat(outcome.cause())
                    .isInstanceOf(ClientClosedException.class)
                    .hasCause(bug);
        }
    }

    @Test
    void closingTheClientWhileConnectingLeavesNothingBehind() throws Exception {
        CountDownLatch accepted = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
            accepted.countDown();
            try {
                peer.awaitEnd();
            } finally {
                closed.countDown();
            }
        })) {
            try (ConnectionProbe probe = new ConnectionProbe(server.port())) {
                var waiting = probe.send(HEARTBEAT);
                assertThat(accepted.await(20, TimeUnit.SECONDS)).isTrue();
                probe.loop.close();
                assertThat(waiting.get(20, TimeUnit.SECONDS).cause()).isInstanceOf(ClientClosedException.class);
                assertThat(probe.lost).isNotDone();
            }
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            String thread = "myq-connect-127.0.0.1:" + server.port();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(alive -> alive.getName().equals(thread)));
        }
    }

    private static void sendByteByByte(Conversation peer, byte[] bytes) throws Exception {
        for (byte next : bytes) {
            peer.send(new byte[] {next});
        }
    }

    private static ApiVersionsResponse allVersions() {
        return ApiVersionsResponse.defaults()
                .withApiKeys(Api.all().stream()
                        .map(api -> new ApiVersion(api.key(), api.minVersion(), api.maxVersion()))
                        .toList());
    }

    private static ProduceRequest produce(int bytes) {
        PartitionProduceData data = PartitionProduceData.defaults().withRecords(ByteBuffer.allocate(bytes));
        return ProduceRequest.defaults()
                .withTopicData(List.of(TopicProduceData.defaults().withPartitionData(List.of(data))));
    }

    /** What a heartbeat fails with after a handshake as it should be. */
}
