package io.myq.faults.consumer;

import io.myq.MyqClient;
import io.myq.error.NotWrittenException;
import io.myq.error.SendException;
import io.myq.faults.CopyChecker;
import io.myq.faults.History;
import io.myq.faults.History.Outcome;
import io.myq.faults.LogReader;
import io.myq.faults.LogRecord;
import io.myq.faults.ProxiedCluster;
import io.myq.faults.Sent;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * topic 1 → group 1 → topic 2 → group 2 → topic 3 → group 3 → topic 4, while members come, leave and die: then everything is
 * at each level. Owned by the test's thread.
 */
final class Chain implements AutoCloseable {

    private static final int[] PARTITIONS = {7, 11, 31, 7};
    private static final int KEYS = 100;
    private static final int RECORDS_AT_ONCE = 100;
    private static final int FIRST_MEMBERS = 2;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final ProxiedCluster cluster;
    private final ChainKind kind;
    private final Random random;
    private final List<String> topics = new ArrayList<>();
    private final List<ChainHop> hops = new ArrayList<>();
    private final ExecutorService enders = Executors.newCachedThreadPool();
    private final History history;
    private final MyqClient source;
    private int sent;

    private record Turn(ChainHop hop, ChainHop.Event event) {}

    Chain(ProxiedCluster cluster, Oracle oracle, ChainKind kind, String name, long seed) throws Exception {
        this.cluster = cluster;
        this.kind = kind;
        this.random = new Random(seed);
        this.history = new History(name, seed);
        for (int level = 0; level < PARTITIONS.length; level++) {
            topics.add(name + "-" + (level + 1));
            oracle.createTopic(topics.get(level), PARTITIONS[level]);
        }
        for (int level = 1; level < PARTITIONS.length; level++) {
            ChainHop hop = new ChainHop(cluster, oracle, kind, topics.get(level - 1), topics.get(level), enders);
            hops.add(hop);
            // by the consumer protocol this is the coordinator's matter
            oracle.setGroup(
                    hop.group(),
                    Map.of("consumer.heartbeat.interval.ms", "200", "consumer.session.timeout.ms", "2000"));
        }
        this.source =
                MyqClient.open(List.of(cluster.bootstrapServers().split(",")), ChainKind.source(name + "-source"));
    }

    List<String> topics() {
        return List.copyOf(topics);
    }

    /**
     * With the same members from beginning to end.
     *
     * @param records that go through all levels at least
     * @param enough asked after each hundred, and more are sent while it says no
     */
    void run(int records, BooleanSupplier enough) throws Exception {
        begin();
        while (sent < records || !enough.getAsBoolean()) {
            send(RECORDS_AT_ONCE);
            watchCommits();
        }
        end();
    }

    /**
     * @param records that go through all levels
     * @param rounds in each of which one member of each group leaves, one dies, and two join
     * @param pause between two of these events
     */
    void run(int records, int rounds, Duration pause) throws Exception {
        begin();
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            turns.addAll(round());
        }
        for (Turn turn : turns) {
            long end = System.nanoTime() + pause.toNanos();
            send(records / (turns.size() + 1));
            turn.hop().watchCommits();
            Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() >= end);
            turn.hop().happens(turn.event());
        }
        send(records - sent);
        end();
    }

    private void begin() {
        for (ChainHop hop : hops) {
            for (int i = 0; i < FIRST_MEMBERS; i++) {
                hop.happens(ChainHop.Event.JOIN);
            }
        }
    }

    private void watchCommits() throws Exception {
        for (ChainHop hop : hops) {
            hop.watchCommits();
        }
    }

    private void end() throws Exception {
        for (ChainHop hop : hops) {
            hop.awaitDone();
            // nobody writes to the next topic any more
            hop.end();
        }
    }

    private List<Turn> round() {
        List<Turn> turns = new ArrayList<>();
        for (ChainHop hop : hops) {
            turns.add(new Turn(hop, ChainHop.Event.JOIN));
            turns.add(new Turn(hop, ChainHop.Event.JOIN));
            turns.add(new Turn(hop, ChainHop.Event.LEAVE));
            turns.add(new Turn(hop, ChainHop.Event.DIE));
        }
        Collections.shuffle(turns, random);
        return turns;
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            Sent message = history.invoke(0, topics.get(0), -1, "key-" + sent++ % KEYS, 40);
            source.asyncProducer()
                    .send(ProducerMessage.of(topics.get(0), message.keyBytes(), message.value()))
                    .whenComplete((place, failure) -> ended(message, place, failure));
        }
        Awaitility.await("all are written")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> history.count(Outcome.ACKNOWLEDGED) == sent);
    }

    private void ended(Sent message, @Nullable RecordMetadata place, @Nullable Throwable failure) {
        if (place != null) {
            history.ok(message, place.topic(), place.partition(), place.offset());
        } else if (failure instanceof NotWrittenException) {
            history.fail(message, failure);
        } else if (failure instanceof SendException) {
            history.unknown(message, failure);
        }
    }

    /** Holds what happened against what kafka-clients reads in the logs. @return what there is to tell */
    String check() {
        String addresses = cluster.kafka().bootstrapServers();
        List<LogRecord> log = kind.transactional()
                ? LogReader.readCommitted(addresses, topics)
                : LogReader.readAll(addresses, topics);
        for (int level = 0; level < topics.size(); level++) {
            List<LogRecord> copies = of(log, topics.get(level));
            if (kind.transactional() || level == 0) {
                CopyChecker.check(history, copies).assertClean();
            } else {
                CopyChecker.checkAtLeastOnce(history, copies).assertClean();
            }
        }
        StringBuilder told = new StringBuilder(history.toString());
        for (ChainHop hop : hops) {
            hop.deliveries().check(of(log, hop.input())).assertClean();
            told.append("; ").append(hop.deliveries());
        }
        return told.toString();
    }

    private static List<LogRecord> of(List<LogRecord> log, String topic) {
        return log.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    @Override
    public void close() {
        hops.forEach(ChainHop::close);
        source.close(Duration.ofSeconds(1));
        enders.shutdownNow();
    }
}
