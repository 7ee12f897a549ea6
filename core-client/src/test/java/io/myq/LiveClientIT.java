package io.myq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.ClientStatus.State;
import io.myq.config.Config;
import io.myq.config.OffsetInitial;
import io.myq.consumer.PartitionConsumer;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.ClientClosedException;
import io.myq.error.ConfigurationException;
import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.error.SendException;
import io.myq.message.ConsumerMessage;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import io.myq.producer.SendCallback;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The façade on a real broker: what it says of itself, and how it ends. */
class LiveClientIT {

    private static final Duration GENEROUS = Duration.ofSeconds(30);
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @Test
    void tellsTheTruthAboutABrokerThatDiesAndComesBack() throws Exception {
        try (MyqClient client = open()) {
            client.awaitConnected(GENEROUS);
            ClientStatus up = client.status();
            assertThat(up.state()).isEqualTo(State.UP);
            assertThat(up.clusterId()).isEqualTo(kafka.clusterId());
            assertThat(up.cause()).isNull();
            assertThat(up.brokers()).singleElement().satisfies(broker -> {
                assertThat(broker.address()).isEqualTo(kafka.bootstrapServers());
                assertThat(broker.connected()).isTrue();
            });

            kafka.broker(1).kill();
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                assertThat(client.status().state()).isEqualTo(State.DOWN);
                assertThat(client.status().cause()).hasMessageContaining(kafka.bootstrapServers());
            });

            kafka.broker(1).start();
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                assertThat(client.status().state()).isEqualTo(State.UP);
                assertThat(client.status().cause()).isNull();
            });
        }
    }

    @Test
    void sendsAndReceives() throws Exception {
        try (MyqClient client = open()) {
            assertThat(client.asyncProducer()).isSameAs(client.asyncProducer());
            RecordMetadata place =
                    client.syncProducer().sendMessage(ProducerMessage.of("round-trip", "hello".getBytes(UTF_8)));
            try (PartitionConsumer partition = client.consumer()
                    .consumePartition(new TopicPartition(place.topic(), place.partition()), place.offset())) {
                assertThat(partition.poll(GENEROUS))
                        .singleElement()
                        .satisfies(message -> assertThat(message.value()).isEqualTo("hello".getBytes(UTF_8)));
            }
        }
    }

    @Test
    void closingCommitsWhatItsGroupsHaveDone() throws Exception {
        Config config = Config.defaults()
                .withConsumer(Config.defaults()
                        .consumer()
                        .withOffsets(Config.defaults().consumer().offsets().withInitial(OffsetInitial.OLDEST)));
        assertThat(receiveOne(config, "first")).isEqualTo("first");
        assertThat(receiveOne(config, "second")).isEqualTo("second");
    }

    /** A client of its own sends a message, and a member of the group receives one: all before it must be committed. */
    private static String receiveOne(Config config, String value) throws Exception {
        CompletableFuture<String> received = new CompletableFuture<>();
        MyqClient client = MyqClient.open(List.of(kafka.bootstrapServers()), config);
        client.syncProducer().sendMessage(ProducerMessage.of("committed", value.getBytes(UTF_8)));
        client.consumerGroup("committing").consume(List.of("committed"), (session, claim) -> {
            while (claim.isActive()) {
                for (ConsumerMessage message : claim.poll(Duration.ofSeconds(1))) {
                    session.markMessage(message);
                    received.complete(new String(message.value(), UTF_8));
                }
            }
        });
        String first = received.get(60, TimeUnit.SECONDS);
        assertThat(client.close(GENEROUS)).isTrue();
        return first;
    }

    @Test
    void mayBeClosedFromAListener() throws Exception {
        MyqClient client = open();
        client.syncProducer().sendMessage(ProducerMessage.of("closed-inside", "x".getBytes(UTF_8)));
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        client.consumerGroup("closed-inside")
                .consume(
                        List.of("closed-inside"),
                        (session, claim) -> closed.complete(client.close(Duration.ofSeconds(2))));
        closed.get(60, TimeUnit.SECONDS);
        assertThat(client.status().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void waitingForAClusterThatIsNotThereEndsWithEachAddressAndItsFailure() throws Exception {
        int dead = unusedPort();
        try (MyqClient client = MyqClient.open(List.of("127.0.0.1:" + dead), Config.defaults())) {
            assertThatThrownBy(() -> client.awaitConnected(Duration.ofSeconds(2)))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("Not connected to the cluster within 2000 ms")
                    .hasMessageContaining("127.0.0.1:" + dead)
                    .hasMessageContaining("Connection refused");
            assertThat(client.status().state()).isEqualTo(State.DOWN);
            assertThat(client.status().cause()).hasMessageContaining("127.0.0.1:" + dead);
        }
    }

    @Test
    void wrongAddressesAreRefusedBeforeAnythingIsOpened() {
        assertThatThrownBy(() -> MyqClient.open(List.of("http://localhost"), Config.defaults()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("remove 'http://'");
    }

    @Test
    void closesTwiceAndFromSeveralThreadsAndRefusesEverythingAfter() throws Exception {
        MyqClient client = open();
        client.awaitConnected(GENEROUS);
        CompletableFuture<RecordMetadata> sent =
                client.asyncProducer().send(ProducerMessage.of("closing", "last".getBytes(UTF_8)));
        List<CompletableFuture<Boolean>> closes = List.of(
                CompletableFuture.supplyAsync(() -> client.close(GENEROUS)),
                CompletableFuture.supplyAsync(() -> client.close(GENEROUS)));
        for (CompletableFuture<Boolean> close : closes) {
            assertThat(close.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(client.close(GENEROUS)).isTrue();
        assertThat(sent.get(1, TimeUnit.SECONDS).offset()).isNotNegative();
        assertThat(client.status().state()).isEqualTo(State.CLOSED);
        assertThat(client.status().brokers()).noneMatch(BrokerState::connected);
        assertThatThrownBy(client::consumer).isInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> client.awaitConnected(GENEROUS)).isInstanceOf(ClientClosedException.class);
        await().atMost(GENEROUS)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("myq-closing-client")));
    }

    @Test
    void mayBeClosedFromACallback() throws Exception {
        MyqClient client = open();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        client.asyncProducer().send(ProducerMessage.of("callbacks", "x".getBytes(UTF_8)), new SendCallback() {
            @Override
            public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
                closed.complete(client.close(Duration.ofSeconds(20)));
            }

            @Override
            public void onFailed(SendException cause) {
                closed.completeExceptionally(cause);
            }
        });
        closed.get(30, TimeUnit.SECONDS);
        assertThat(client.status().state()).isEqualTo(State.CLOSED);
        client.close();
    }

    @Test
    void aBugInsideFailsTheWholeClientAndSaysSo() throws Exception {
        CompletableFuture<Throwable> panic = new CompletableFuture<>();
        IllegalStateException bug = new IllegalStateException("a bug in a stage");
        Config config = Config.defaults().withPanicHandler((where, cause) -> panic.complete(cause));
        LiveClient client = (LiveClient) MyqClient.open(List.of("127.0.0.1:" + unusedPort()), config);
        CompletableFuture<RecordMetadata> sent =
                client.asyncProducer().send(ProducerMessage.of("lost", "x".getBytes(UTF_8)));
        client.loop().execute(() -> {
            throw bug;
        });
        assertThat(panic.get(30, TimeUnit.SECONDS)).isSameAs(bug);
        await().atMost(GENEROUS).untilAsserted(() -> assertThat(sent).isCompletedExceptionally());
        assertThatThrownBy(() -> sent.get(1, TimeUnit.SECONDS)).cause().isInstanceOf(SendException.class);
        assertThat(client.status().state()).isEqualTo(State.FAILED);
        assertThat(client.status().cause()).isSameAs(bug);
        assertThatThrownBy(client::consumer)
                .isInstanceOf(ClientClosedException.class)
                .hasMessageContaining("has failed, and only a new one helps")
                .hasCause(bug);
        assertThatThrownBy(() -> client.awaitConnected(GENEROUS))
                .isInstanceOf(MyqException.class)
                .hasCause(bug);
        assertThat(client.close(GENEROUS)).isFalse();
    }

    @Test
    void refusesToWaitForItselfOnItsOwnThread() throws Exception {
        try (MyqClient client = open()) {
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            ((LiveClient) client).loop().execute(() -> {
                try {
                    client.close(GENEROUS);
                } catch (IllegalStateException e) {
                    refused.complete(e);
                }
            });
            assertThat(refused.get(30, TimeUnit.SECONDS)).hasMessageContaining("the client's own thread");
        }
    }

    private static MyqClient open() {
        return MyqClient.open(
                List.of(kafka.bootstrapServers()), Config.defaults().withClientId("closing-client"));
    }

    private static int unusedPort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
