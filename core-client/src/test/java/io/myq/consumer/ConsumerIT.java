package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.config.OutOfRangePolicy;
import io.myq.error.BrokerException;
import io.myq.error.CorruptRecordException;
import io.myq.error.ErrorCode;
import io.myq.message.ConsumerMessage;
import io.myq.message.Header;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import io.myq.testing.SharedKafka;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading partitions of a real broker that kafka-clients wrote. */
class ConsumerIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static OpenCluster client;

    @BeforeAll
    static void start() throws Exception {
        client = OpenCluster.at(broker.addresses(), Config.defaults());
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void readsWhatKafkaClientsWrote(String codec) throws Exception {
        String topic = "codec-" + codec;
        broker.oracle().createTopic(topic, 1, Map.of("retention.ms", "-1"));
        try (KafkaProducer<byte[], byte[]> producer =
                broker.oracle().producer(Map.of("compression.type", codec, "linger.ms", 20))) {
            for (int i = 0; i < 100; i++) {
                byte[] value = i % 10 == 0 ? null : Oracle.bytes("value " + i);
                byte[] key = i % 3 == 0 ? null : Oracle.bytes("key " + i);
                var headers = List.<org.apache.kafka.common.header.Header>of(
                        new RecordHeader("h", Oracle.bytes("" + i)),
                        new RecordHeader("h", (byte[]) null),
                        new RecordHeader("other", new byte[0]));
                producer.send(new ProducerRecord<>(topic, 0, 1000L - i, key, value, headers));
            }
        }

        try (Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            List<ConsumerMessage> read = read(consumer, topic, Consumer.OLDEST, 100);
            for (int i = 0; i < 100; i++) {
                ConsumerMessage message = read.get(i);
                assertThat(message.offset()).isEqualTo(i);
                assertThat(message.timestamp()).isEqualTo(1000L - i);
                assertThat(Oracle.text(message.key())).isEqualTo(i % 3 == 0 ? null : "key " + i);
                assertThat(Oracle.text(message.value())).isEqualTo(i % 10 == 0 ? null : "value " + i);
                assertThat(message.headers()).extracting(Header::key).containsExactly("h", "h", "other");
                assertThat(message.headers()).extracting(Header::text).containsExactly("" + i, null, "");
            }
        }
    }

    private static List<ConsumerMessage> read(Consumer consumer, String topic, long from, int count) throws Exception {
        try (PartitionConsumer partition = consumer.consumePartition(new TopicPartition(topic, 0), from)) {
            return read(partition, count);
        }
    }

    private static List<ConsumerMessage> read(PartitionConsumer partition, int count) throws Exception {
        List<ConsumerMessage> read = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (read.size() < count && System.nanoTime() < deadline) {
            read.addAll(partition.poll(Duration.ofSeconds(1)));
        }
        assertThat(read).hasSize(count);
        return read;
    }

    @Test
    void beginsWhereItIsTold() throws Exception {
        broker.oracle().createTopic("where", 1);
        broker.oracle().sendKeyed("where", 1, 0, 10);
        TopicPartition partition = new TopicPartition("where", 0);
        try (Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            // in the middle of a batch
            assertThat(read(consumer, "where", 7, 3))
                    .extracting(ConsumerMessage::offset)
                    .containsExactly(7L, 8L, 9L);

            PartitionConsumer newest = consumer.consumePartition(partition, Consumer.NEWEST);
            assertThat(newest.position()).isIn(-1L, 10L);
            assertThat(newest.poll(Duration.ofMillis(300))).isEmpty();
            assertThat(newest.position()).isEqualTo(10);
            broker.oracle().send("where", 0, "new");
            assertThat(read(newest, 1)).extracting(ConsumerMessage::offset).containsExactly(10L);
            assertThat(newest.highWaterMark()).isEqualTo(11);

            assertThatThrownBy(() -> consumer.consumePartition(partition, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("where-0");
            newest.close();
            assertThat(newest.poll(LIMIT)).isEmpty();
        }
    }

    @Test
    void readsHundredThousandKeyedMessagesOnceAndInOrder() throws Exception {
        int count = 100_000;
        broker.oracle().createTopic("many", 4);
        broker.oracle().sendKeyed("many", 100, 0, count);
        Map<String, Integer> lastOfKey = new HashMap<>();
        int read = 0;
        try (Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            List<PartitionConsumer> partitions = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                partitions.add(consumer.consumePartition(new TopicPartition("many", i), Consumer.OLDEST));
            }
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (read < count && System.nanoTime() < deadline) {
                for (PartitionConsumer partition : partitions) {
                    for (ConsumerMessage message : partition.poll(Duration.ofMillis(5))) {
                        int value = Integer.parseInt(Oracle.text(message.value()));
                        Integer last = lastOfKey.put(Oracle.text(message.key()), value);
                        assertThat(value).isEqualTo(last == null ? value % 100 : last + 100);
                        read++;
                    }
                }
            }
            assertThat(read).isEqualTo(count);
            assertThat(consumer.metrics().records()).isEqualTo(count);
            assertThat(consumer.metrics().bufferedBytes()).isZero();
        }
    }

    @Test
    void saysWhichOffsetsThereAreWhenTheOneAskedForIsGone() throws Exception {
        broker.oracle().createTopic("gone", 1);
        broker.oracle().sendKeyed("gone", 1, 0, 10);
        var partition = new org.apache.kafka.common.TopicPartition("gone", 0);
        broker.oracle()
                .admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(4)))
                .all()
                .get(60, TimeUnit.SECONDS);
        Config refusing = Config.defaults();
        refusing = refusing.withConsumer(
                refusing.consumer().withOffsets(refusing.consumer().offsets().withOutOfRange(OutOfRangePolicy.ERROR)));
        try (OpenCluster other = OpenCluster.at(broker.addresses(), refusing);
                Consumer consumer = ConsumerFactory.open(other.cluster, "test")) {
            PartitionConsumer early = consumer.consumePartition(new TopicPartition("gone", 0), 1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> early.poll(LIMIT))
                        .isInstanceOfSatisfying(
                                BrokerException.class,
                                e -> assertThat(e.error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE))
                        .hasMessageContaining("gone-0")
                        .hasMessageContaining("offset 1")
                        .hasMessageContaining("4 to 10")
                        .hasMessageContaining("3 offsets");
            }
            early.close();
            assertThatThrownBy(() -> read(consumer, "gone", 12, 1)).hasMessageContaining("ends 2 offsets before");
            assertThat(read(consumer, "gone", Consumer.OLDEST, 6).get(0).offset())
                    .isEqualTo(4);
        }
    }

    @Test
    void asksForNothingWhilePaused() throws Exception {
        broker.oracle().createTopic("pause", 1);
        broker.oracle().send("pause", 0, "before");
        try (Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            PartitionConsumer partition = consumer.consumePartition(new TopicPartition("pause", 0), Consumer.OLDEST);
            read(partition, 1);
            partition.pause();
            assertThat(partition.isPaused()).isTrue();
            // the fetch that was under way ends
            assertThat(partition.poll(Duration.ofMillis(700))).isEmpty();
            long fetches = consumer.metrics().fetches();
            broker.oracle().send("pause", 0, "after");
            assertThat(partition.poll(Duration.ofMillis(700))).isEmpty();
            assertThat(consumer.metrics().fetches()).isEqualTo(fetches);
            partition.resume();
            assertThat(Oracle.text(read(partition, 1).get(0).value())).isEqualTo("after");
        }
    }

    @Test
    void readsMessagesLargerThanTheFetchSize() throws Exception {
        broker.oracle().createTopic("read-large", 2, Map.of("max.message.bytes", "4000000"));
        byte[] large = new byte[3_000_000];
        Config small = Config.defaults();
        small = small.withConsumer(
                small.consumer().withFetch(small.consumer().fetch().withDefaultBytes(1000)));
        try (KafkaProducer<byte[], byte[]> producer = broker.oracle().producer(Map.of("max.request.size", 4_000_000));
                OpenCluster other = OpenCluster.at(broker.addresses(), small);
                Consumer consumer = ConsumerFactory.open(other.cluster, "test")) {
            for (int i = 0; i < 3; i++) {
                for (int partition = 0; partition < 2; partition++) {
                    producer.send(new ProducerRecord<>("read-large", partition, null, large))
                            .get(60, TimeUnit.SECONDS);
                }
            }
            PartitionConsumer first = consumer.consumePartition(new TopicPartition("read-large", 0), 0);
            PartitionConsumer second = consumer.consumePartition(new TopicPartition("read-large", 1), 0);
            assertThat(read(first, 3))
                    .allSatisfy(message -> assertThat(message.value()).hasSize(large.length));
            assertThat(read(second, 3)).hasSize(3);
        }
    }

    /** A byte is flipped in the broker's file: brokers do not look at what they send. */
    @Test
    void namesTheBatchWhoseChecksumIsWrong() throws Exception {
        broker.oracle().createTopic("corrupt", 1);
        for (int i = 0; i < 3; i++) {
            broker.oracle().send("corrupt", 0, "value " + i);
        }
        Path log = broker.kafka().broker(1).log().resolveSibling("data/corrupt-0/00000000000000000000.log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            byte[] all = new byte[(int) file.length()];
            file.readFully(all);
            int flipped = new String(all, StandardCharsets.ISO_8859_1).indexOf("value 1");
            file.seek(flipped);
            file.write('V');
        }
        try (Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            PartitionConsumer partition = consumer.consumePartition(new TopicPartition("corrupt", 0), 0);
            assertThat(read(partition, 1).get(0).offset()).isZero();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> read(partition, 1))
                        .isInstanceOf(CorruptRecordException.class)
                        .hasMessageContaining("corrupt-0")
                        .hasMessageContaining("offset 1")
                        .hasMessageContaining("checksum");
            }
            assertThat(partition.position()).isEqualTo(1);
            partition.close();
            // who wants to can go on behind it
            assertThat(read(consumer, "corrupt", 2, 1).get(0).offset()).isEqualTo(2);
        }
    }

    @Test
    void buffersNoMoreThanItsBudgetAndStarvesNobodyWhenMostAreNotPolled() throws Exception {
        int partitions = 20;
        int messages = 40;
        broker.oracle().createTopic("read-stuck", partitions);
        try (KafkaProducer<byte[], byte[]> producer = broker.oracle().producer(Map.of())) {
            for (int i = 0; i < messages * partitions; i++) {
                producer.send(new ProducerRecord<>("read-stuck", i % partitions, null, new byte[100_000]));
            }
        }
        try (Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            List<PartitionConsumer> all = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                all.add(consumer.consumePartition(new TopicPartition("read-stuck", i), 0));
            }
            await().atMost(LIMIT)
                    .until(() -> consumer.metrics().bufferedBytes() >= BufferBudget.BYTES - partitions * 100_100L);
            read(all.get(0), messages);
            assertThat(consumer.metrics().bufferedBytes()).isLessThan(2 * BufferBudget.BYTES);
            for (PartitionConsumer partition : all.subList(1, partitions)) {
                read(partition, messages);
            }
            assertThat(consumer.metrics().bufferedBytes()).isZero();
        }
    }

    @Test
    void waitsForATopicThatDoesNotExistYet() throws Exception {
        Config config = Config.defaults();
        config = config.withMetadata(config.metadata().withAllowAutoTopicCreation(false));
        try (OpenCluster other = OpenCluster.at(broker.addresses(), config);
                Consumer consumer = ConsumerFactory.open(other.cluster, "test")) {
            PartitionConsumer partition = consumer.consumePartition(new TopicPartition("later", 0), Consumer.OLDEST);
            assertThat(partition.poll(Duration.ofMillis(500))).isEmpty();
            broker.oracle().createTopic("later", 1);
            broker.oracle().send("later", 0, "at last");
            assertThat(Oracle.text(read(partition, 1).get(0).value())).isEqualTo("at last");
        }
    }
}
