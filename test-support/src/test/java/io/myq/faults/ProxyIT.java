package io.myq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Every rule bites: kafka-clients is the client, the log past the proxy the proof. */
class ProxyIT {

    private static final String TOPIC = "proxied";
    private static final int LENGTH_BYTES = 4;

    private static ProxiedCluster cluster;
    private static NodeProxy proxy;

    private Rival rival;

    @BeforeAll
    static void start() {
        cluster = ProxiedCluster.start(EmbeddedKafka.builder());
        proxy = cluster.proxy(1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        // threads of connections that had ended before may need a moment more
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("faults-")));
    }

    @BeforeEach
    void open(TestInfo test) throws Exception {
        rival = Rival.open(cluster, test.getTestMethod().orElseThrow().getName());
        rival.send(TOPIC);
    }

    @AfterEach
    void heal() {
        cluster.heal();
        rival.close();
    }

    private Rule add(Match match, Action action) {
        return cluster.faults().add(match, action);
    }

    private void assertLogIsClean() {
        rival.verdict(cluster, TOPIC).assertClean();
    }

    @Test
    void passesEverythingThrough() throws Exception {
        for (int i = 0; i < 100; i++) {
            rival.start(TOPIC, 1_000);
        }
        rival.send(TOPIC);

        assertThat(rival.verdict(cluster, TOPIC).records()).isEqualTo(102);
        assertLogIsClean();
        assertThat(LogReader.readAll(cluster.bootstrapServers(), List.of(TOPIC)))
                .hasSameSizeAs(LogReader.readAll(cluster.kafka().bootstrapServers(), List.of(TOPIC)));
    }

    @Test
    void dropsTheNthResponse() throws Exception {
        Rule rule = add(Match.responses(ApiKeys.PRODUCE).nth(2), Actions.drop());
        Rule after = add(Match.responses(ApiKeys.PRODUCE), (passage, self) -> {});
        rival.send(TOPIC);
        long start = System.nanoTime();
        rival.send(TOPIC);

        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(1_400).toNanos());
        assertThat(rule.hits()).isEqualTo(1);
        assertThat(after.hits()).isEqualTo(2);
        assertThat(rival.verdict(cluster, TOPIC).records()).isEqualTo(3);
        assertLogIsClean();
    }

    @Test
    void dropsARequest() throws Exception {
        Rule rule = add(Match.requests(ApiKeys.PRODUCE).times(1), Actions.drop());
        rival.send(TOPIC);

        assertThat(rule.hits()).isEqualTo(1);
        assertLogIsClean();
    }

    @Test
    void rewritesAnErrorCodeOfWhatTheBrokerHasDone() throws Exception {
        add(Match.responses(ApiKeys.PRODUCE).times(1), Actions.error(Errors.TOPIC_AUTHORIZATION_FAILED.code()));

        assertThatThrownBy(() -> rival.send(TOPIC)).hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThat(rival.verdict(cluster, TOPIC).records()).isEqualTo(2);
    }

    @Test
    void refusesInPlaceOfTheBroker() throws Exception {
        add(Match.requests(ApiKeys.PRODUCE).times(1), Actions.refuse(Errors.INVALID_TOPIC_EXCEPTION.code()));

        assertThatThrownBy(() -> rival.send(TOPIC)).hasCauseInstanceOf(InvalidTopicException.class);
        assertThat(rival.verdict(cluster, TOPIC).records()).isEqualTo(1);
    }

    @Test
    void answersInItsTurn() throws Exception {
        Rule held = add(Match.responses(ApiKeys.PRODUCE).times(1), Actions.hold());
        Future<RecordMetadata> first = rival.start(TOPIC, 10);
        await().until(() -> held.hits() == 1);
        add(Match.requests(ApiKeys.PRODUCE).times(1), Actions.refuse(Errors.INVALID_TOPIC_EXCEPTION.code()));
        Future<RecordMetadata> second = rival.start(TOPIC, 10);
        held.close();

        assertThat(first.get(10, TimeUnit.SECONDS).offset()).isPositive();
        assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InvalidTopicException.class);
        assertLogIsClean();
    }

    @Test
    void writesCodesThatNobodyKnows() {
        AtomicReference<Short> seen = new AtomicReference<>();
        add(Match.responses(ApiKeys.PRODUCE).times(1), Actions.error(9999));
        add(Match.responses(ApiKeys.PRODUCE).times(1), (passage, rule) -> {
            ProduceResponseData body = (ProduceResponseData) passage.frame().body();
            seen.set(body.responses()
                    .iterator()
                    .next()
                    .partitionResponses()
                    .get(0)
                    .errorCode());
        });

        assertThatThrownBy(() -> rival.send(TOPIC)).isNotNull();
        assertThat(seen).hasValue((short) 9999);
    }

    @Test
    void rewritesOnlyTheChosenPartsOfAResponse() throws Exception {
        Rule rule = add(
                Match.responses(ApiKeys.METADATA).times(1),
                Actions.error(Errors.LEADER_NOT_AVAILABLE.code(), part -> part instanceof MetadataResponsePartition));
        try (Rival other = Rival.open(cluster, "parts")) {
            other.send(TOPIC);
        }
        assertThat(rule.hits()).isEqualTo(1);
    }

    @Test
    void asksForAPause() throws Exception {
        add(Match.responses(ApiKeys.PRODUCE).times(1), Actions.throttle(Duration.ofMillis(700)));
        rival.send(TOPIC);
        long start = System.nanoTime();
        rival.send(TOPIC);

        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(600).toNanos());
    }

    @Test
    void holdsAFrameUntilItIsReleased() throws Exception {
        Rule rule = add(Match.requests(ApiKeys.PRODUCE).times(1), Actions.hold());
        Future<RecordMetadata> sent = rival.start(TOPIC, 10);
        await().until(() -> rule.hits() == 1);
        assertThat(rival.verdict(cluster, TOPIC).records()).isEqualTo(1);
        rule.close();

        sent.get(10, TimeUnit.SECONDS);
        assertLogIsClean();
    }

    @Test
    void deliversAHeldRequestThoughItsClientHasGone() throws Exception {
        Rule rule = add(Match.requests(ApiKeys.PRODUCE).times(1), Actions.hold());
        rival.start(TOPIC, 10);
        await().until(() -> rule.hits() == 1);
        rival.close();
        rule.close();

        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> LogReader.readAll(cluster.kafka().bootstrapServers(), List.of(TOPIC)).stream()
                                .filter(record -> new String(record.value()).startsWith("deliversAHeld"))
                                .count()
                        == 2);
    }

    @Test
    void swallowsEverythingInOneDirection() throws Exception {
        for (Direction direction : Direction.values()) {
            Rule rule = cluster.blackhole(1, direction);
            Future<RecordMetadata> sent = rival.start(TOPIC, 10);
            await().until(() -> rule.hits() > 0);
            assertThat(sent).isNotDone();
            rule.close();
            sent.get(20, TimeUnit.SECONDS);
        }
        assertLogIsClean();
    }

    @Test
    void delays() throws Exception {
        add(Match.responses(ApiKeys.PRODUCE), Actions.delay(Duration.ofMillis(300)));
        add(Match.requests(ApiKeys.PRODUCE), Actions.delay(Duration.ofMillis(200), Duration.ofMillis(300), 1));
        long start = System.nanoTime();
        rival.send(TOPIC);

        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(490).toNanos());
    }

    @Test
    void cutsAtEveryByteOfAResponse() throws Exception {
        for (int bytes = 0; bytes < 2 * LENGTH_BYTES + 4; bytes++) {
            long before = proxy.accepted();
            Rule rule = add(Match.responses(ApiKeys.PRODUCE).times(1), Actions.cutAfter(bytes));
            rival.send(TOPIC);
            assertThat(rule.hits()).isEqualTo(1);
            assertThat(proxy.accepted()).isGreaterThan(before);
        }
        assertLogIsClean();
    }

    @Test
    void endsConnectionsInEveryWay() throws Exception {
        for (Passage.Ending ending : Passage.Ending.values()) {
            for (Direction direction : Direction.values()) {
                Rule rule = add(Match.of(direction, ApiKeys.PRODUCE).times(1), Actions.cutAfter(7, ending));
                if (ending != Passage.Ending.NONE) {
                    rival.send(TOPIC);
                    assertThat(rule.hits()).isEqualTo(1);
                }
                rule.close();
            }
            rival.send(TOPIC);
        }
        add(Match.responses(ApiKeys.PRODUCE).times(1), Actions.end(Passage.Ending.RESET));
        rival.send(TOPIC);
        rival.send(TOPIC);
        assertLogIsClean();
    }

    @Test
    void slicesFramesIntoSingleBytes() throws Exception {
        Rule requests = add(Match.requests(), Actions.slice(1));
        Rule responses = add(Match.responses(), Actions.slice(1));
        rival.send(TOPIC);

        assertThat(requests.hits()).isPositive();
        assertThat(responses.hits()).isPositive();
        assertLogIsClean();
    }

    @Test
    void limitsTheBandwidth() throws Exception {
        proxy.limit(Direction.REQUEST, 50_000);
        long start = System.nanoTime();
        rival.start(TOPIC, 50_000).get(60, TimeUnit.SECONDS);

        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(900).toNanos());
        assertLogIsClean();
    }

    @Test
    void letsConnectionsLiveForAShortTime() throws Exception {
        long before = proxy.accepted();
        cluster.limitLifetimes(Duration.ofMillis(50), Duration.ofMillis(150), 1);
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            rival.send(TOPIC);
            return proxy.accepted() >= before + 5;
        });
        cluster.heal();
        assertLogIsClean();
    }

    @Test
    void refusesConnections() throws Exception {
        proxy.refuse();
        assertThatThrownBy(() -> connect(proxy)).isInstanceOf(IOException.class).hasMessageContaining("refused");
        rival.send(TOPIC);
        proxy.resetAll();
        await().until(() -> proxy.connections() == 0);
        // kafka-clients may have thrown away what it knew of the cluster, and then its send waits until it is back
        FutureTask<RecordMetadata> sent = new FutureTask<>(() -> rival.send(TOPIC));
        DaemonThread.of("send-while-refused", sent).start();
        proxy.accept();

        sent.get(90, TimeUnit.SECONDS);
        assertLogIsClean();
    }

    @SuppressWarnings("try")
    private static void connect(NodeProxy to) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.port())) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void leavesOtherClientsAlone() throws Exception {
        Rule rule = add(
                Match.requests(ApiKeys.PRODUCE).client("somebody").node(1),
                Actions.refuse(Errors.INVALID_TOPIC_EXCEPTION.code()));
        rival.send(TOPIC);

        assertThat(rule.hits()).isZero();
        try (Rival somebody = Rival.open(cluster, "somebody")) {
            assertThatThrownBy(() -> somebody.send(TOPIC)).hasCauseInstanceOf(InvalidTopicException.class);
        }
    }

    @Test
    void matchesByWhatIsInTheFrame() throws Exception {
        Rule rule = add(
                Match.requests(ApiKeys.PRODUCE).when(frame -> ((ProduceRequestData) frame.body()).acks() == 1),
                Actions.drop());
        rival.send(TOPIC);

        assertThat(rule.hits()).isZero();
    }

    @Test
    void tellsOfARuleThatThrows() throws Exception {
        add(Match.requests(ApiKeys.PRODUCE).times(1), (passage, rule) -> {
            throw new IllegalStateException("a mistake");
        });
        rival.send(TOPIC);

        assertThatThrownBy(cluster::heal).hasRootCauseMessage("a mistake");
        assertLogIsClean();
    }
}
