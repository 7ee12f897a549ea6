package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.ConsumerConfig;
import io.myq.config.IsolationLevel;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.message.TopicPartition;
import io.myq.testing.Oracle;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code Consumer.IsolationLevel} shows of transactions; kafka-clients writes them, and says what is to be seen. */
class ReadCommittedIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static ConsumerConfig committed(ConsumerConfig config) {
        return config.withIsolationLevel(IsolationLevel.READ_COMMITTED);
    }

    /** Fetches hold a few batches, so transactions reach over many of them. */
    private static ConsumerConfig inPieces(ConsumerConfig config) {
        return committed(config).withFetch(config.fetch().withDefaultBytes(700).withMaxBytes(700));
    }

    @Test
    void showsWhatWasCommittedHoweverTransactionsLieAcrossFetches() throws Exception {
        long end = write("isolation-pieces", 1);
        List<Long> expected = expected("isolation-pieces", "read_committed", end);
        try (Reader reader = Reader.open(broker.addresses(), ReadCommittedIT::inPieces)) {
            PartitionConsumer partition = reader.partition("isolation-pieces", 0);
            assertThat(Reader.offsetsUntil(partition, end)).isEqualTo(expected);
            assertThat(reader.consumer.metrics().fetches()).isGreaterThan(10);
            partition.close();
            // and from the middle of a transaction
            long middle = end / 2;
            List<Long> tail =
                    expected.stream().filter(offset -> offset >= middle).toList();
            assertThat(Reader.offsetsUntil(reader.partition("isolation-pieces", middle), end))
                    .isEqualTo(tail);
        }
        try (Reader reader = Reader.open(broker.addresses(), config -> config)) {
            assertThat(Reader.offsetsUntil(reader.partition("isolation-pieces", 0), end))
                    .isEqualTo(expected("isolation-pieces", "read_uncommitted", end));
        }
    }

    @Test
    void bearsListsOfAbortedTransactionsThatAreUnorderedAndHoldDuplicates() throws Exception {
        long end = write("isolation-lists", 2);
        Random random = new Random(3);
        try (var rule = broker.faults()
                        .add(
                                Match.responses(ApiKeys.FETCH).client("unordered"),
                                Actions.edit(body -> disorder(body, random)));
                Reader reader = Reader.open(broker.proxied(), "unordered", ReadCommittedIT::inPieces)) {
            assertThat(Reader.offsetsUntil(reader.partition("isolation-lists", 0), end))
                    .isEqualTo(expected("isolation-lists", "read_committed", end));
            assertThat(rule.hits()).isGreaterThan(10);
        }
    }

    private static void disorder(ApiMessage body, Random random) {
        ((FetchResponseData) body)
                .responses()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    List<AbortedTransaction> told = partition.abortedTransactions();
                    if (told != null) {
                        List<AbortedTransaction> all = new ArrayList<>(told);
                        told.forEach(one -> all.add(one.duplicate()));
                        Collections.shuffle(all, random);
                        partition.setAbortedTransactions(all);
                    }
                }));
    }

    @Test
    void waitsBeforeAnOpenTransactionAndSaysWhereItBegins() throws Exception {
        String topic = "isolation-open";
        broker.oracle().createTopic(topic, 1);
        broker.oracle().send(topic, 0, "before");
        try (KafkaProducer<byte[], byte[]> producer = transactional(topic);
                Reader reader = Reader.open(broker.addresses(), ReadCommittedIT::committed)) {
            producer.beginTransaction();
            send(producer, topic);
            broker.oracle().send(topic, 0, "behind");
            PartitionConsumer partition = reader.partition(topic, 0);
            assertThat(Reader.read(partition, 1)).hasSize(1);
            assertThat(partition.poll(Duration.ofMillis(300))).isEmpty();
            assertThat(partition.lastStableOffset()).isEqualTo(1);
            assertThat(partition.highWaterMark()).isEqualTo(3);
            assertThat(reader.consumer.highWaterMarks()).containsEntry(new TopicPartition(topic, 0), 3L);
            partition.close();
            // the end is there too
            PartitionConsumer newest = reader.partition(topic, Consumer.NEWEST);
            assertThat(newest.poll(Duration.ofMillis(300))).isEmpty();
            assertThat(newest.position()).isEqualTo(1);
            producer.commitTransaction();
            assertThat(Reader.offsetsUntil(newest, 4)).containsExactly(1L, 2L);
        }
    }

    /** Three producers, their transactions interleaved, some aborted, some messages in none. @return the end */
    private static long write(String topic, long seed) throws Exception {
        broker.oracle().createTopic(topic, 1);
        Random random = new Random(seed);
        List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                producers.add(transactional(topic + i));
            }
            for (int round = 0; round < 12; round++) {
                producers.forEach(KafkaProducer::beginTransaction);
                for (int i = 0; i < 8; i++) {
                    send(producers.get(random.nextInt(3)), topic);
                    if (random.nextInt(4) == 0) {
                        broker.oracle().send(topic, 0, "in no transaction");
                    }
                }
                Collections.shuffle(producers, random);
                for (KafkaProducer<byte[], byte[]> producer : producers) {
                    if (random.nextBoolean()) {
                        producer.abortTransaction();
                    } else {
                        producer.commitTransaction();
                    }
                }
            }
        } finally {
            producers.forEach(KafkaProducer::close);
        }
        return settledEnd(topic);
    }

    /** The markers of a transaction come after the answer to its end. */
    private static long settledEnd(String topic) {
        var partition = new org.apache.kafka.common.TopicPartition(topic, 0);
        var committed = new ListOffsetsOptions(org.apache.kafka.common.IsolationLevel.READ_COMMITTED);
        AtomicLong end = new AtomicLong();
        await().atMost(Reader.LIMIT).until(() -> {
            end.set(broker.oracle().endOffset(topic, 0));
            return broker.oracle()
                            .admin()
                            .listOffsets(Map.of(partition, OffsetSpec.latest()), committed)
                            .partitionResult(partition)
                            .get(60, TimeUnit.SECONDS)
                            .offset()
                    == end.get();
        });
        return end.get();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        producer.send(new ProducerRecord<>(topic, 0, null, Oracle.bytes("in a transaction")))
                .get(60, TimeUnit.SECONDS);
    }

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        KafkaProducer<byte[], byte[]> producer = broker.oracle().producer(Map.of("transactional.id", id));
        producer.initTransactions();
        return producer;
    }

    private static List<Long> expected(String topic, String isolation, long end) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.addresses(), "isolation.level", isolation, "fetch.max.wait.ms", 50);
        List<Long> offsets = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new org.apache.kafka.common.TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> offsets.add(record.offset()));
            }
        }
        return offsets;
    }
}
