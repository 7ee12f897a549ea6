package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.RequestTimeoutException;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.Oracle;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a consumer can be asked: topics, partitions, offsets, times; and what of it is fetched and what is paused. */
class ConsumerQuestionsIT {

    private static final Duration LIMIT = Reader.LIMIT;

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static TopicPartition at(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    @Test
    void tellsTopicsAndPartitions() throws Exception {
        broker.oracle().createTopic("asked-topics", 3);
        try (Reader reader = Reader.open(broker.addresses(), config -> config)) {
            assertThat(reader.consumer.topics(LIMIT)).contains("asked-topics");
            assertThat(reader.consumer.partitions("asked-topics", LIMIT))
                    .containsExactly(at("asked-topics", 0), at("asked-topics", 1), at("asked-topics", 2));
            assertThatThrownBy(() -> reader.consumer.partitions("asked-nothing", LIMIT))
                    .isInstanceOfSatisfying(
                            BrokerException.class,
                            e -> assertThat(e.error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION))
                    .hasMessageContaining("asked-nothing");
            assertThat(reader.consumer.topics(LIMIT)).doesNotContain("asked-nothing");
        }
    }

    @Test
    void tellsOffsetsAndThoseOfATime() throws Exception {
        String topic = "asked-offsets";
        broker.oracle().createTopic(topic, 2);
        write(topic);
        try (Reader reader = Reader.open(broker.addresses(), config -> config)) {
            List<TopicPartition> both = List.of(at(topic, 0), at(topic, 1));
            assertThat(reader.consumer.offsets(both, Consumer.OLDEST, LIMIT))
                    .hasSize(2)
                    .containsValue(0L);
            assertThat(reader.consumer.offsets(both, Consumer.NEWEST, LIMIT))
                    .containsEntry(at(topic, 0), 10L)
                    .containsEntry(at(topic, 1), 0L);
            assertThat(reader.consumer.offsetsAt(both, Instant.ofEpochMilli(5_500), LIMIT))
                    .containsEntry(at(topic, 0), 6L)
                    .containsEntry(at(topic, 1), 0L);
            assertThat(reader.consumer.offsetsAt(both, Instant.ofEpochMilli(50_000), LIMIT))
                    .containsEntry(at(topic, 0), 10L);
            assertThatThrownBy(() -> reader.consumer.offsets(both, 5, LIMIT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Message i at i seconds. */
    private static void write(String topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = broker.oracle().producer(java.util.Map.of())) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(topic, 0, 1000L * i, null, Oracle.bytes("" + i)))
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void readsFromATimeOn() throws Exception {
        String topic = "asked-time";
        broker.oracle().createTopic(topic, 1);
        write(topic);
        try (Reader reader = Reader.open(broker.addresses(), config -> config)) {
            PartitionConsumer later = reader.consumer.consumePartition(at(topic, 0), Instant.ofEpochMilli(5_500));
            assertThat(Reader.offsetsUntil(later, 10)).containsExactly(6L, 7L, 8L, 9L);
            later.close();
            PartitionConsumer ancient = reader.consumer.consumePartition(at(topic, 0), Instant.ofEpochMilli(-5));
            assertThat(Reader.offsetsUntil(ancient, 10)).hasSize(10);
            ancient.close();
            // nothing is as late: the end
            PartitionConsumer future = reader.consumer.consumePartition(at(topic, 0), Instant.ofEpochMilli(50_000));
            await().atMost(LIMIT).until(() -> future.position() == 10);
            broker.oracle().send(topic, 0, "new");
            assertThat(Reader.read(future, 1))
                    .extracting(ConsumerMessage::offset)
                    .containsExactly(10L);
        }
    }

    @Test
    void saysWhatItWaitedForWhenThereIsNoAnswer() throws Exception {
        broker.oracle().createTopic("asked-late", 1);
        try (var rule = broker.faults()
                        .add(
                                Match.responses(ApiKeys.LIST_OFFSETS).client("asked-late"),
                                Actions.error(ErrorCode.NOT_LEADER_OR_FOLLOWER.code()));
                Reader reader = Reader.open(broker.proxied(), "asked-late", config -> config)) {
            assertThatThrownBy(() -> reader.consumer.offsets(
                            Set.of(at("asked-late", 0)), Consumer.OLDEST, Duration.ofMillis(700)))
                    .isInstanceOf(RequestTimeoutException.class)
                    .hasMessageContaining("asked-late-0")
                    .hasMessageContaining("700 ms")
                    .hasMessageContaining("NOT_LEADER_OR_FOLLOWER");
            assertThat(rule.hits()).isGreaterThan(1);
            broker.heal();
            assertThat(reader.consumer.offsets(Set.of(at("asked-late", 0)), Consumer.OLDEST, LIMIT))
                    .containsValue(0L);
        }
    }

    /** What the fetches of one consumer ask for, in their order. */
    @Test
    void asksNeitherForWhatIsPausedNorAtAllWhenEverythingIs() throws Exception {
        String topic = "asked-paused";
        broker.oracle().createTopic(topic, 2);
        ConcurrentLinkedQueue<FetchRequestData> fetches = new ConcurrentLinkedQueue<>();
        try (var rule = broker.faults()
                        .add(
                                Match.requests(ApiKeys.FETCH).client("asked-paused"),
                                (passage, own) -> fetches.add(
                                        (FetchRequestData) passage.frame().body()));
                Reader reader = Reader.open(broker.proxied(), "asked-paused", config -> config)) {
            PartitionConsumer first = reader.consumer.consumePartition(at(topic, 0), 0);
            PartitionConsumer second = reader.consumer.consumePartition(at(topic, 1), 0);
            broker.oracle().send(topic, 0, "a");
            broker.oracle().send(topic, 1, "a");
            Reader.read(first, 1);
            Reader.read(second, 1);
            reader.consumer.pause(List.of(at(topic, 1)));
            await().atMost(LIMIT).until(() -> forgotten(fetches).equals(Set.of(1)));
            broker.oracle().send(topic, 1, "b");
            broker.oracle().send(topic, 0, "b");
            Reader.read(first, 1);
            assertThat(second.poll(Duration.ofMillis(200))).isEmpty();

            reader.consumer.pauseAll();
            // the one that is out ends, and no other follows
            assertThat(first.poll(Duration.ofMillis(700))).isEmpty();
            long hits = rule.hits();
            assertThat(first.poll(Duration.ofMillis(700))).isEmpty();
            assertThat(rule.hits()).isEqualTo(hits);
            reader.consumer.resumeAll();
            Reader.read(second, 1);
            assertThatThrownBy(() -> reader.consumer.pause(List.of(at(topic, 7))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("asked-paused-7");
        }
    }

    private static Set<Integer> forgotten(Iterable<FetchRequestData> fetches) {
        Set<Integer> partitions = new HashSet<>();
        fetches.forEach(fetch -> fetch.forgottenTopicsData().forEach(topic -> partitions.addAll(topic.partitions())));
        return partitions;
    }
}
