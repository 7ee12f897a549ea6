package io.myq.faults.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.MyqClient;
import io.myq.config.AutoCommitConfig;
import io.myq.config.Config;
import io.myq.config.ConsumerRetryConfig;
import io.myq.config.HeartbeatConfig;
import io.myq.config.OffsetInitial;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.message.ConsumerMessage;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import io.myq.producer.SyncProducer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Members of our group read one topic, and our transactional producer writes to another and commits the offsets with it
 * (KIP-447): each input has its output exactly once, whatever is aborted and whoever gets the partition.
 */
class ConsumeTransformProduceIT {

    private static final int PARTITIONS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Marks are committed when a partition is given up, and not before. */
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final TestBed bed = TestBed.shared();
    private final List<AutoCloseable> open = new ArrayList<>();
    private String input;
    private String output;

    @BeforeEach
    void createTopics() throws Exception {
        input = bed.topic("input", PARTITIONS);
        output = bed.topic("output", PARTITIONS);
    }

    @AfterEach
    void recover() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        bed.recover();
    }

    private MyqClient client(Config config) {
        return MyqClient.open(List.of(bed.cluster().bootstrapServers().split(",")), config);
    }

    private static Config transactional(String id) {
        Config config = Config.defaults();
        return config.withClientId(id)
                .withProducer(config.producer()
                        .withTransaction(config.producer().transaction().withId(id)));
    }

    private static Config consuming(OffsetInitial initial) {
        Config config = Config.defaults();
        return config.withConsumer(config.consumer()
                .withRetry(new ConsumerRetryConfig(0, Duration.ofMillis(50), Duration.ofMillis(100), null))
                .withOffsets(config.consumer()
                        .offsets()
                        .withInitial(initial)
                        .withAutoCommit(new AutoCommitConfig(true, INTERVAL)))
                .withGroup(config.consumer().group().withHeartbeat(new HeartbeatConfig(Duration.ofMillis(200)))));
    }

    private ConsumerGroup join(OffsetInitial initial, ConsumerGroupHandler handler) {
        MyqClient client = client(consuming(initial));
        open.add(client);
        ConsumerGroup member = client.consumerGroup(output);
        open.add(member);
        member.consume(List.of(input), handler);
        return member;
    }

    /** As the guide shows it; each partition's third transaction is aborted, and the claim left with an exception. */
    private final class Etl implements ConsumerGroupHandler {

        private static final int MOST_AT_ONCE = 10;

        private final Set<Integer> aborted = ConcurrentHashMap.newKeySet();
        private final AtomicInteger written = new AtomicInteger();
        private final Set<TopicPartition> begun = ConcurrentHashMap.newKeySet();

        @Override
        public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
            begun.add(claim.topicPartition());
            int partition = claim.topicPartition().partition();
            try (MyqClient client = client(transactional(output + "-" + partition))) {
                SyncProducer producer = client.syncProducer();
                for (int number = 1; claim.isActive(); ) {
                    List<ConsumerMessage> messages = claim.poll(Duration.ofMillis(200));
                    for (int i = 0; i < messages.size() && claim.isActive(); i += MOST_AT_ONCE) {
                        List<ConsumerMessage> some = messages.subList(i, Math.min(messages.size(), i + MOST_AT_ONCE));
                        transact(session, producer, some, number++ == 3 && aborted.add(partition));
                    }
                }
            }
        }

        private void transact(
                ConsumerGroupSession session, SyncProducer producer, List<ConsumerMessage> messages, boolean fails) {
            producer.beginTxn();
            try {
                for (ConsumerMessage message : messages) {
                    producer.sendMessage(
                            ProducerMessage.of(output, message.value()).withPartition(message.partition()));
                    producer.addMessageToTxn(message, session.groupMetadata(), null);
                }
                if (fails) {
                    throw new IllegalStateException("this transaction is to fail");
                }
                producer.commitTxn();
                written.addAndGet(messages.size());
            } catch (RuntimeException e) {
                producer.abortTxn();
                throw e;
            }
        }
    }

    /** Puts so many messages into each partition of the input. @return what each has to hold in the end */
    private Map<Integer, List<String>> fill(SyncProducer producer, int from, int to) {
        Map<Integer, List<String>> all = new TreeMap<>();
        for (int i = from; i < to; i++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                String value = partition + "-" + i;
                producer.sendMessage(
                        ProducerMessage.of(input, value.getBytes(UTF_8)).withPartition(partition));
                all.computeIfAbsent(partition, each -> new ArrayList<>()).add(value);
            }
        }
        return all;
    }

    private Map<Integer, List<String>> written() {
        return CommittedLog.read(bed.kafka().bootstrapServers(), output);
    }

    private boolean allCommitted(long offset) throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (bed.committedOffset(output, input, partition) != offset) {
                return false;
            }
        }
        return true;
    }

    @Test
    void eachInputIsWrittenOnceWhateverIsAbortedAndWhoeverHasThePartition() throws Exception {
        int before = 60;
        int after = 90;
        try (MyqClient source = client(Config.defaults().withClientId("source"))) {
            SyncProducer producer = source.syncProducer();
            fill(producer, 0, before);
            Etl first = new Etl();
            join(OffsetInitial.OLDEST, first);
            await().atMost(LIMIT).until(() -> first.written.get() >= before / 2);
            Etl second = new Etl();
            join(OffsetInitial.OLDEST, second);
            await().atMost(LIMIT).until(() -> !second.begun.isEmpty());
            fill(producer, before, after);
            await().atMost(LIMIT).until(() -> allCommitted(after));
            assertThat(first.aborted).isNotEmpty();
            assertThat(second.written).hasPositiveValue();
        }
        Map<Integer, List<String>> expected = new TreeMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int i = 0; i < after; i++) {
                expected.computeIfAbsent(partition, each -> new ArrayList<>()).add(partition + "-" + i);
            }
        }
        assertThat(written()).isEqualTo(expected);
        assertThat(allCommitted(after)).isTrue();
    }

    @Test
    void whereTheGroupBeganIsNotCommittedAfterWhatATransactionHasCommitted() throws Exception {
        try (MyqClient source = client(Config.defaults().withClientId("source"))) {
            SyncProducer producer = source.syncProducer();
            fill(producer, 0, 5);
            Etl etl = new Etl();
            // no claim begins anew, which would read what is committed
            etl.aborted.addAll(List.of(0, 1, 2));
            ConsumerGroup member = join(OffsetInitial.NEWEST, etl);
            await().atMost(LIMIT).until(() -> etl.begun.size() == PARTITIONS);
            int sent = 5;
            while (etl.written.get() < 3 * PARTITIONS) {
                fill(producer, sent, ++sent);
            }
            int all = sent;
            await().atMost(LIMIT).until(() -> allCommitted(all));
            // two intervals more
            assertThat(member.close(LIMIT)).isTrue();
            assertThat(allCommitted(all)).isTrue();
        }
    }
}
