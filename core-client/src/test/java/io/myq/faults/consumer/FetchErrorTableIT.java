package io.myq.faults.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.MyqClient;
import io.myq.config.BackoffConfig;
import io.myq.config.Config;
import io.myq.consumer.Consumer;
import io.myq.consumer.PartitionConsumer;
import io.myq.error.MyqException;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Frame;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.faults.producer.ErrorTable;
import io.myq.message.TopicPartition;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * F13 for what reads partitions: every error code in the answers to Fetch and ListOffsets, once, three times, for ever. Reading
 * goes on by itself, or the reader is told why not; and nobody hammers the broker.
 */
class FetchErrorTableIT {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final int READERS = 12;
    private static final int SEVERAL = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofMillis(300);

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private final Queue<Integer> codes = new ConcurrentLinkedQueue<>(ErrorTable.codes());
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private static Config config(String clientId) {
        Config config = Config.defaults().withClientId(clientId);
        BackoffConfig pauses = new BackoffConfig(Duration.ofMillis(20), Duration.ofMillis(100));
        return config.withMetadata(config.metadata().withRetry(pauses))
                .withConsumer(config.consumer()
                        .withMaxWaitTime(Duration.ofMillis(50))
                        .withRetry(config.consumer()
                                .retry()
                                .withBackoff(pauses.backoff())
                                .withMaxBackoff(pauses.maxBackoff())));
    }

    /** Reads a partition that has one message, under one error after the other. Owned by its thread. */
    private static final class Reader implements AutoCloseable {

        private final String name;
        private final TopicPartition partition;
        private final MyqClient client;
        private final Consumer consumer;
        private final Match match;

        Reader(String name, Match match) throws Exception {
            this.name = name;
            this.match = match.client(name);
            this.partition = new TopicPartition("read-" + name, 0);
            broker.oracle().createTopic(partition.topic(), 1);
            broker.oracle().send(partition.topic(), 0, "the only one");
            this.client = MyqClient.open(List.of(broker.proxied()), config(name));
            this.consumer = client.consumer();
        }

        /** @return what the reader was told; {@code null} when reading went on by itself */
        @Nullable
        MyqException meets(int code, long times, Action action) throws InterruptedException {
            String what = name + " " + ErrorTable.name(code) + " (" + code + ") "
                    + (times == FOR_EVER ? "for ever" : times + " times");
            try (Rule rule = broker.faults().add(match.times(times), action);
                    PartitionConsumer reading = consumer.consumePartition(partition, Consumer.OLDEST)) {
                return times == FOR_EVER ? outlast(what, reading, rule) : outlive(what, reading, rule, times);
            } catch (MyqException e) {
                assertThat(ErrorTable.text(e))
                        .as(what)
                        .contains(ErrorTable.name(code), partition.toString(), "127.0.0.1:");
                return e;
            }
        }

        private @Nullable MyqException outlast(String what, PartitionConsumer reading, Rule rule)
                throws InterruptedException {
            long start = System.nanoTime();
            while (rule.hits() < SEVERAL || System.nanoTime() - start < A_WHILE.toNanos()) {
                assertThat(reading.poll(Duration.ofMillis(20))).as(what).isEmpty();
                assertThat(System.nanoTime() - start)
                        .as(what + ": not asked again")
                        .isLessThan(LIMIT.toNanos());
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertThat(rule.hits()).as(what + ": requests in " + millis + " ms").isLessThan(20 + millis / 10);
            rule.close();
            assertThat(reading.poll(LIMIT)).as(what + ": when it is over").hasSize(1);
            return null;
        }

        private static @Nullable MyqException outlive(String what, PartitionConsumer reading, Rule rule, long times)
                throws InterruptedException {
            assertThat(reading.poll(LIMIT)).as(what).hasSize(1);
            assertThat(rule.hits()).as(what).isEqualTo(times);
            return null;
        }

        /** Whatever it was told before, it can be read by who begins anew. */
        void readsAgain(int code) throws InterruptedException {
            try (PartitionConsumer reading = consumer.consumePartition(partition, Consumer.OLDEST)) {
                assertThat(reading.poll(LIMIT))
                        .as(name + " after " + ErrorTable.name(code))
                        .hasSize(1);
            }
        }

        @Override
        public void close() {
            client.close(Duration.ofSeconds(10));
        }
    }

    private static boolean passes(int code) {
        return ErrorTable.retriable(code) || ErrorTable.name(code).equals(Errors.UNKNOWN_SERVER_ERROR.name());
    }

    private void run(String name, Match match, IntFunction<Action> action) throws Exception {
        long start = System.nanoTime();
        List<Callable<?>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            String client = name + "-" + i;
            readers.add(() -> {
                try (Reader reader = new Reader(client, match)) {
                    for (Integer code = codes.poll(); code != null; code = codes.poll()) {
                        try {
                            meetAll(reader, code, action.apply(code));
                        } catch (AssertionError e) {
                            wrong.add(e.getMessage());
                        }
                    }
                }
                return null;
            });
        }
        wrong.addAll(ErrorTable.failures(readers));
        System.out.println("FetchErrorTableIT " + name + ": "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        assertThat(wrong).isEmpty();
    }

    private static void meetAll(Reader reader, int code, Action action) throws InterruptedException {
        MyqException told = reader.meets(code, FOR_EVER, action);
        if (passes(code)) {
            assertThat(told).as(reader.name + " " + ErrorTable.name(code)).isNull();
        }
        if (told == null) {
            assertThat(reader.meets(code, 1, action)).isNull();
            assertThat(reader.meets(code, 3, action)).isNull();
        }
        reader.readsAgain(code);
    }

    private static boolean tellsOfAPartition(Frame frame) {
        return !((FetchResponseData) frame.body()).responses().isEmpty();
    }

    @Test
    void fetchOfAPartition() throws Exception {
        run(
                "Fetch-partition",
                Match.responses(ApiKeys.FETCH).when(FetchErrorTableIT::tellsOfAPartition),
                code -> Actions.edit(body -> ((FetchResponseData) body)
                        .responses()
                        .forEach(topic -> topic.partitions()
                                .forEach(data -> data.setErrorCode((short) code).setRecords(MemoryRecords.EMPTY)))));
    }

    @Test
    void fetch() throws Exception {
        run("Fetch", Match.requests(ApiKeys.FETCH), Actions::refuse);
    }

    @Test
    void listOffsets() throws Exception {
        run("ListOffsets-reader", Match.requests(ApiKeys.LIST_OFFSETS), Actions::refuse);
    }
}
