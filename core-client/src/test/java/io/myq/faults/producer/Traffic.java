package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.error.NotWrittenException;
import io.myq.error.SendException;
import io.myq.faults.Checker;
import io.myq.faults.History;
import io.myq.faults.History.Outcome;
import io.myq.faults.LogReader;
import io.myq.faults.LogRecord;
import io.myq.faults.NodeProxy;
import io.myq.faults.Sent;
import io.myq.faults.Verdict;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import io.myq.producer.AsyncProducer;
import io.myq.producer.SendCallback;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One client behind the proxies, what it was given to send, and what it said became of that. Owned by the test; a thread of
 * its own sends in the background.
 */
final class Traffic implements AutoCloseable {

    private static final int KEYS = 40;
    private static final int TICK_MILLIS = 10;
    private static final int MESSAGES_PER_TICK = 10;
    private static final int BACKGROUND_SENDER = 1_000;

    private final MyqClient client;
    private final AsyncProducer producer;
    private final History history;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<TopicPartition, AtomicLong> acknowledged = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService background;

    private Traffic(TestBed bed, String run, long seed, Config config) {
        this.history = new History(run, seed);
        this.client = MyqClient.open(List.of(bed.cluster().bootstrapServers().split(",")), config);
        this.producer = client.asyncProducer();
    }

    /** A client whose id is the run's name, with its defaults but for times that suit tests. */
    static Traffic open(String run, UnaryOperator<Config> change) {
        return open(run, 0, change);
    }

    static Traffic open(String run, long seed, UnaryOperator<Config> change) {
        return new Traffic(TestBed.shared(), run, seed, change.apply(quick().withClientId(run)));
    }

    static Traffic open(String run) {
        return open(run, config -> config);
    }

    /** Two seconds without an answer are an outage. */
    private static Config quick() {
        Config config = Config.defaults();
        return config.withNet(
                        config.net().withDialTimeout(Duration.ofSeconds(2)).withReadTimeout(Duration.ofSeconds(2)))
                .withProducer(config.producer().withTimeout(Duration.ofSeconds(1)));
    }

    AsyncProducer producer() {
        return producer;
    }

    History history() {
        return history;
    }

    /** Sends one message on the calling thread, which is this sender. */
    Sent send(int sender, String topic, int partition, int bytes) {
        topics.add(topic);
        String key = partition < 0 ? "key-" + sender + "-" + numbers.getAndIncrement() % KEYS : null;
        Sent message = history.invoke(sender, topic, partition, key, bytes);
        producer.send(
                ProducerMessage.of(topic, message.keyBytes(), message.value()).withPartition(partition),
                new Recorder(message));
        return message;
    }

    /** Sends so many messages to any partition, one after the other, without waiting. */
    void send(String topic, int count, int bytes) {
        for (int i = 0; i < count; i++) {
            send(0, topic, -1, bytes);
        }
    }

    /** Begins to send a thousand messages a second, in turn to these topics. */
    void start(int bytes, String... to) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        background = executor;
        executor.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < MESSAGES_PER_TICK; i++) {
                        send(BACKGROUND_SENDER, to[i % to.length], -1, bytes);
                    }
                },
                0,
                TICK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Ends what {@link #start} began, and waits until every message has its outcome. */
    void stop() throws InterruptedException {
        ScheduledExecutorService executor = background;
        if (executor != null) {
            executor.shutdown();
            assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            background = null;
        }
        awaitOutcomes();
    }

    void awaitOutcomes() {
        await().atMost(150, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> history.count(Outcome.NONE) == 0);
    }

    long acknowledged() {
        return history.count(Outcome.ACKNOWLEDGED);
    }

    long acknowledged(String topic, int partition) {
        AtomicLong count = acknowledged.get(new TopicPartition(topic, partition));
        return count == null ? 0 : count.get();
    }

    /** Waits until so many more messages than now are acknowledged. */
    void awaitProgress(int messages) {
        long before = acknowledged();
        await().atMost(90, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> acknowledged() >= before + messages);
    }

    /** Waits until every partition, whoever leads it now, has taken more messages. */
    void awaitEveryPartition(String topic, int partitions) {
        for (int i = 0; i < partitions; i++) {
            int partition = i;
            long before = acknowledged(topic, partition);
            await().atMost(90, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> acknowledged(topic, partition) > before + 50);
        }
    }

    /** Every message was acknowledged. */
    void assertAllAcknowledged() {
        assertThat(acknowledged()).as("%s", history).isEqualTo(history.ended());
    }

    /** Closes the client, waits until nothing of it is on its way, and holds its history against the log. */
    Verdict verdict() {
        return verdicts(List.of(this)).get(0);
    }

    /** The same for several, with one look at the log. */
    static void assertClean(Collection<Traffic> all) {
        verdicts(all).forEach(Verdict::assertClean);
    }

    private static List<Verdict> verdicts(Collection<Traffic> all) {
        TestBed bed = TestBed.shared();
        all.forEach(Traffic::close);
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> bed.cluster().proxies().stream()
                        .mapToInt(NodeProxy::connections)
                        .allMatch(open -> open == 0));
        Set<String> read = new HashSet<>();
        all.forEach(traffic -> read.addAll(traffic.topics));
        List<LogRecord> log = LogReader.readAll(bed.kafka().bootstrapServers(), read);
        return all.stream().map(traffic -> Checker.check(traffic.history, log)).toList();
    }

    @Override
    public void close() {
        ScheduledExecutorService executor = background;
        if (executor != null) {
            executor.shutdownNow();
        }
        client.close(Duration.ofSeconds(20));
    }

    /** Puts the outcome of one message into the history. */
    private final class Recorder implements SendCallback {

        private final Sent message;

        private Recorder(Sent message) {
            this.message = message;
        }

        @Override
        public void onAcknowledged(TopicPartition place, long offset, long timestamp) {
            acknowledged.computeIfAbsent(place, key -> new AtomicLong()).incrementAndGet();
            history.ok(message, place.topic(), place.partition(), offset);
        }

        @Override
        public void onFailed(SendException cause) {
            if (cause instanceof NotWrittenException) {
                history.fail(message, cause);
            } else {
                history.unknown(message, cause);
            }
        }
    }
}
