package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.Config;
import io.myq.message.CompressionType;
import io.myq.message.ConsumerMessage;
import io.myq.message.Header;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import io.myq.testing.SharedKafka;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to read beside messages of one partition: cursors, raw batches, and all partitions at once. */
class ReadingIT {

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
    void theCursorShowsWhatPollGives(String codec) throws Exception {
        TopicPartition partition = write("cursor-" + codec, codec, 3_000);
        try (var consumer = ConsumerFactory.open(client.cluster, "test")) {
            List<ConsumerMessage> polled = new ArrayList<>();
            try (PartitionConsumer reader = consumer.consumePartition(partition, 0)) {
                while (polled.size() < 3_000) {
                    polled.addAll(reader.poll(LIMIT));
                }
            }
            List<ConsumerMessage> shown = new ArrayList<>();
            try (PartitionConsumer reader = consumer.consumePartition(partition, 0)) {
                while (shown.size() < 3_000) {
                    try (MessageCursor cursor = reader.read(LIMIT)) {
                        while (cursor.next()) {
                            assertShows(cursor, polled.get(shown.size()));
                            shown.add(cursor.message());
                        }
                    }
                }
                assertThat(reader.position()).isEqualTo(3_000);
            }
            // copies of what was shown are whole although the memory was used again
            assertThat(shown).isEqualTo(polled);
            assertThat(consumer.metrics().records()).isEqualTo(6_000);
            assertThat(consumer.metrics().bufferedBytes()).isZero();
        }
    }

    private static void assertShows(MessageCursor cursor, ConsumerMessage message) {
        assertThat(cursor.offset()).isEqualTo(message.offset());
        assertThat(cursor.timestamp()).isEqualTo(message.timestamp());
        assertThat(cursor.batch()).isEqualTo(message.batch());
        assertThat(cursor.headers()).isEqualTo(message.headers());
        assertThat(cursor.keyLength()).isEqualTo(message.key() == null ? -1 : message.key().length);
        assertThat(cursor.valueLength()).isEqualTo(message.value() == null ? -1 : message.value().length);
        if (message.value() != null) {
            assertThat(ByteBuffer.wrap(cursor.array(), cursor.valueOffset(), cursor.valueLength()))
                    .isEqualTo(ByteBuffer.wrap(message.value()));
        }
    }

    @Test
    void whatACursorShowedIsGoneAfterItsEndACloseAndTheNextRead() throws Exception {
        TopicPartition partition = write("lifetime", "none", 100);
        try (var consumer = ConsumerFactory.open(client.cluster, "test");
                PartitionConsumer reader = consumer.consumePartition(partition, 0)) {
            MessageCursor early = reader.read(LIMIT);
            assertGone(early);
            assertThat(early.next()).isTrue();
            assertThat(early.offset()).isZero();
            early.close();
            assertGone(early);
            assertThatThrownBy(early::next).isInstanceOf(IllegalStateException.class);

            MessageCursor left = reader.read(LIMIT);
            assertThat(left.next()).isTrue();
            assertThat(left.offset())
                    .as("what was not shown comes with the next read")
                    .isEqualTo(1);
            List<ConsumerMessage> rest = reader.poll(LIMIT);
            assertThat(rest.get(0).offset()).isEqualTo(2);
            assertGone(left);
            assertThatThrownBy(left::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lifetime-0");

            reader.seek(5);
            MessageCursor whole = reader.read(LIMIT);
            long next = 5;
            while (whole.next()) {
                assertThat(whole.offset()).isEqualTo(next++);
            }
            assertThat(reader.position()).isEqualTo(next);
            assertGone(whole);
            assertThat(whole.next()).isFalse();

            reader.seek(7);
            MessageCursor sought = reader.read(LIMIT);
            assertThat(sought.next()).isTrue();
            reader.seek(50);
            assertGone(sought);
            assertThat(reader.poll(LIMIT).get(0).offset()).isEqualTo(50);
            assertThat(reader.poll(Duration.ZERO)).allMatch(message -> message.offset() > 50);
        }
    }

    private static void assertGone(MessageCursor cursor) {
        List<Consumer<MessageCursor>> looks = List.of(
                MessageCursor::offset,
                MessageCursor::timestamp,
                MessageCursor::array,
                MessageCursor::keyOffset,
                MessageCursor::keyLength,
                MessageCursor::valueOffset,
                MessageCursor::valueLength,
                MessageCursor::headers,
                MessageCursor::batch,
                MessageCursor::message);
        assertThat(looks)
                .allSatisfy(look ->
                        assertThatThrownBy(() -> look.accept(cursor)).isInstanceOf(IllegalStateException.class));
    }

    @Test
    void rawBatchesAreTheBytesOfTheLog() throws Exception {
        TopicPartition partition = write("raw", "lz4", 1_000);
        try (var consumer = ConsumerFactory.open(client.cluster, "test");
                PartitionConsumer reader = consumer.consumePartition(partition, 10)) {
            List<Long> offsets = new ArrayList<>();
            while (reader.position() < 1_000) {
                RawBatch batch = reader.readRaw(LIMIT, offsets.isEmpty());
                assertThat(batch).isNotNull();
                assertThat(batch.info().topicPartition()).isEqualTo(partition);
                assertThat(batch.info().compression()).isEqualTo(CompressionType.LZ4);
                assertThat(reader.position()).isEqualTo(batch.info().lastOffset() + 1);
                assertThatThrownBy(() -> batch.bytes().put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
                ByteBuffer copy = ByteBuffer.allocate(batch.bytes().remaining())
                        .put(batch.bytes())
                        .flip();
                var batches = MemoryRecords.readableRecords(copy).batches().iterator();
                var seen = batches.next();
                seen.ensureValid();
                assertThat(batches.hasNext()).isFalse();
                assertThat(seen.baseOffset()).isEqualTo(batch.info().baseOffset());
                assertThat(seen.countOrNull()).isEqualTo(batch.info().count());
                seen.forEach(record -> offsets.add(record.offset()));
            }
            assertThat(offsets.get(0))
                    .as("the batch that has offset 10 is whole")
                    .isLessThanOrEqualTo(10);
            assertThat(offsets.get(offsets.size() - 1)).isEqualTo(999);
            assertThat(offsets).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void onePollReadsAllPartitionsInTurns() throws Exception {
        int partitions = 50;
        broker.oracle().createTopic("all-at-once", partitions);
        try (KafkaProducer<byte[], byte[]> producer = broker.oracle().producer(Map.of())) {
            for (int i = 0; i < 100 * partitions; i++) {
                producer.send(new ProducerRecord<>("all-at-once", i % partitions, null, Oracle.bytes("" + i)));
            }
        }
        try (var consumer = ConsumerFactory.open(client.cluster, "test")) {
            for (int i = 0; i < partitions; i++) {
                consumer.consumePartition(new TopicPartition("all-at-once", i), 0);
            }
            Map<Integer, Long> next = new HashMap<>();
            int read = 0;
            for (boolean cursor = false; read < 100 * partitions; cursor = !cursor) {
                for (ConsumerMessage message : cursor ? shown(consumer.read(LIMIT)) : consumer.poll(LIMIT)) {
                    assertThat(message.offset()).isEqualTo(next.getOrDefault(message.partition(), 0L));
                    next.put(message.partition(), message.offset() + 1);
                    read++;
                }
            }
            assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
            MessageCursor nothing = consumer.read(Duration.ofMillis(1));
            assertThat(nothing).isNull();
            broker.oracle().send("all-at-once", 17, "late");
            assertThat(consumer.poll(LIMIT).get(0).partition()).isEqualTo(17);
        }
    }

    /** The first two only: the rest has to come with the next read. */
    private static List<ConsumerMessage> shown(MessageCursor cursor) {
        List<ConsumerMessage> messages = new ArrayList<>();
        try (cursor) {
            while (messages.size() < 2 && cursor.next()) {
                messages.add(cursor.message());
            }
        }
        return messages;
    }

    private static TopicPartition write(String topic, String codec, int count) throws Exception {
        // its timestamps are of 1970
        broker.oracle().createTopic(topic, 1, Map.of("retention.ms", "-1"));
        try (KafkaProducer<byte[], byte[]> producer =
                broker.oracle().producer(Map.of("compression.type", codec, "linger.ms", 20))) {
            for (int i = 0; i < count; i++) {
                byte[] key = i % 3 == 0 ? null : Oracle.bytes("key " + i);
                byte[] value = i % 10 == 0 ? null : Oracle.bytes("value " + i);
                var headers = i % 7 == 0
                        ? List.<org.apache.kafka.common.header.Header>of(new RecordHeader("h", Oracle.bytes("" + i)))
                        : List.<org.apache.kafka.common.header.Header>of();
                producer.send(new ProducerRecord<>(topic, 0, 1_000L + i, key, value, headers));
            }
        }
        return new TopicPartition(topic, 0);
    }

    @Test
    void headersOfAMessageAreWholeWhenTheFetchedMemoryIsUsedAgain() throws Exception {
        TopicPartition partition = write("kept", "none", 20_000);
        List<ConsumerMessage> kept = new ArrayList<>();
        try (var consumer = ConsumerFactory.open(client.cluster, "test");
                PartitionConsumer reader = consumer.consumePartition(partition, 0)) {
            for (int round = 0; round < 5; round++) {
                while (reader.position() < 20_000) {
                    kept.addAll(reader.poll(LIMIT));
                }
                reader.seek(0);
            }
        }
        assertThat(kept).hasSize(100_000);
        for (ConsumerMessage message : kept) {
            long i = message.offset();
            assertThat(Oracle.text(message.value())).isEqualTo(i % 10 == 0 ? null : "value " + i);
            assertThat(message.headers()).isEqualTo(i % 7 == 0 ? List.of(Header.of("h", "" + i)) : List.of());
        }
    }
}
