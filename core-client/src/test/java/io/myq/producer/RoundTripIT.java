package io.myq.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.myq.config.RequiredAcks;
import io.myq.message.CompressionType;
import io.myq.message.Header;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent is in the log, as kafka-clients reads it. */
class RoundTripIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void writesWhatWasSent(CompressionType compression) throws Exception {
        long seed = System.nanoTime();
        String topic = "fields-" + compression;
        broker.oracle().createTopic(topic, 3);
        List<ProducerMessage> messages = messages(topic, new Random(seed));
        try (ProducerHarness harness =
                ProducerHarness.open(broker.addresses(), config -> config.withCompression(compression))) {
            List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
            for (ProducerMessage message : messages) {
                futures.add(harness.producer().send(message));
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(30))).isTrue();
            List<ConsumerRecord<byte[], byte[]>> log = broker.oracle().readAll(topic);
            assertThat(log).as("seed %d", seed).hasSameSizeAs(messages);
            Map<String, ConsumerRecord<byte[], byte[]>> byPlace = new HashMap<>();
            log.forEach(record -> byPlace.put(record.partition() + "@" + record.offset(), record));
            for (int i = 0; i < messages.size(); i++) {
                RecordMetadata metadata = futures.get(i).get(0, TimeUnit.SECONDS);
                ConsumerRecord<byte[], byte[]> record = byPlace.get(metadata.partition() + "@" + metadata.offset());
                assertSame(record, messages.get(i), metadata, seed);
            }
        }
    }

    private static List<ProducerMessage> messages(String topic, Random random) {
        List<ProducerMessage> messages = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            byte[] key = random.nextInt(4) == 0 ? null : ("key" + random.nextInt(50)).getBytes(UTF_8);
            byte[] value = random.nextInt(10) == 0
                    ? null
                    : "value ".repeat(random.nextInt(50)).getBytes(UTF_8);
            ProducerMessage message = ProducerMessage.of(topic, key, value);
            if (random.nextBoolean()) {
                message = message.withTimestamp(1_600_000_000_000L + random.nextInt(1_000_000));
            }
            for (int h = random.nextInt(4); h > 0; h--) {
                message = message.withHeader(
                        new Header("h" + random.nextInt(2), random.nextInt(5) == 0 ? null : new byte[] {(byte) h}));
            }
            messages.add(message);
        }
        return messages;
    }

    private static void assertSame(
            ConsumerRecord<byte[], byte[]> record, ProducerMessage message, RecordMetadata metadata, long seed) {
        assertThat(record).as("seed %d", seed).isNotNull();
        assertThat(record.key()).as("seed %d", seed).isEqualTo(message.key());
        assertThat(record.value()).as("seed %d", seed).isEqualTo(message.value());
        assertThat(record.timestamp()).isEqualTo(metadata.timestamp());
        if (message.timestamp() != ProducerMessage.NOW) {
            assertThat(record.timestamp()).isEqualTo(message.timestamp());
        }
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        assertThat(headers).as("seed %d", seed).usingRecursiveComparison().isEqualTo(message.headers());
        if (message.key() != null) {
            assertThat(record.partition()).isEqualTo(BuiltInPartitioner.partitionForKey(message.key(), 3));
        }
    }

    @Test
    void keepsTheOrderOfEachKeyOfAHundredThousandMessages() throws Exception {
        broker.oracle().createTopic("ordered", 4);
        Map<Integer, Integer> last = new HashMap<>();
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            Outcomes outcomes = new Outcomes();
            for (int i = 0; i < 100_000; i++) {
                harness.producer().send(keyed("ordered", i), outcomes.next());
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(60))).isTrue();
            assertThat(outcomes.acknowledged()).isEqualTo(100_000);
            ProducerMetrics metrics = harness.producer().metrics();
            assertThat(metrics.records()).isEqualTo(100_000);
            assertThat(metrics.waitingRecords()).isZero();
            assertThat(metrics.bufferedBytes()).isZero();
            assertThat(metrics.batches()).isLessThan(20_000);
        }
        List<ConsumerRecord<byte[], byte[]>> log = broker.oracle().readAll("ordered");
        assertThat(log).hasSize(100_000);
        for (ConsumerRecord<byte[], byte[]> record : log) {
            int number = Integer.parseInt(new String(record.value(), UTF_8));
            Integer before = last.put(number % 1000, number);
            if (number != (before == null ? number % 1000 : before + 1000)) {
                fail(number + " comes after " + before);
            }
        }
    }

    static ProducerMessage keyed(String topic, int number) {
        return ProducerMessage.of(
                topic,
                Integer.toString(number % 1000).getBytes(UTF_8),
                Integer.toString(number).getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(RequiredAcks.class)
    void sendsWithEveryKindOfAcknowledgement(RequiredAcks acks) throws Exception {
        String topic = "acks-" + acks;
        broker.oracle().createTopic(topic, 2);
        // without answers nobody waits until the broker leads the new partitions: reading them does
        assertThat(broker.oracle().readAll(topic)).isEmpty();
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(), config -> config.withRequiredAcks(acks).withIdempotent(false))) {
            List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                futures.add(harness.producer().send(keyed(topic, i)));
            }
            for (CompletableFuture<RecordMetadata> future : futures) {
                RecordMetadata metadata = future.get(30, TimeUnit.SECONDS);
                if (acks == RequiredAcks.NO_RESPONSE) {
                    assertThat(metadata.offset()).isEqualTo(RecordMetadata.UNKNOWN_OFFSET);
                } else {
                    assertThat(metadata.offset()).isNotNegative();
                }
            }
        }
        if (acks == RequiredAcks.NO_RESPONSE) {
            // nor until it has appended what was sent
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> broker.oracle().readAll(topic).size() == 5000);
        }
        assertThat(broker.oracle().readAll(topic)).hasSize(5000);
    }

    @Test
    void tellsTheBrokersTimestampWhereTheTopicSaysSo() throws Exception {
        broker.oracle().createTopic("append-time", 1, 1, Map.of("message.timestamp.type", "LogAppendTime"));
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            RecordMetadata metadata = harness.sync()
                    .sendMessage(
                            ProducerMessage.of("append-time", new byte[] {1}).withTimestamp(1));
            ConsumerRecord<byte[], byte[]> record =
                    broker.oracle().readAll("append-time").get(0);
            assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(metadata.timestamp()).isEqualTo(record.timestamp()).isGreaterThan(1);
        }
    }

    @Test
    void gathersForFlushFrequency() throws Exception {
        broker.oracle().createTopic("lingering", 1);
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(), config -> config.withFlush(config.flush().withFrequency(Duration.ofMillis(300))))) {
            harness.sync().sendMessage(ProducerMessage.of("lingering", new byte[] {0}));
            long before = harness.producer().metrics().batches();
            List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(harness.producer().send(ProducerMessage.of("lingering", new byte[] {1})));
            }
            for (CompletableFuture<RecordMetadata> future : futures) {
                future.get(20, TimeUnit.SECONDS);
            }
            assertThat(harness.producer().metrics().batches() - before).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void doesNotLetFullBatchesWaitForTheGathering() throws Exception {
        broker.oracle().createTopic("full-batches", 1);
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(), config -> config.withFlush(config.flush().withFrequency(Duration.ofMinutes(1))))) {
            CompletableFuture<RecordMetadata> first =
                    harness.producer().send(ProducerMessage.of("full-batches", new byte[100_000]));
            for (int i = 0; i < 30; i++) {
                harness.producer().send(ProducerMessage.of("full-batches", new byte[100_000]));
            }
            assertThat(first.get(20, TimeUnit.SECONDS).offset()).isZero();
            assertThat(harness.producer().flush(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void doesNotLetAFlushWaitForTheGathering() throws Exception {
        broker.oracle().createTopic("flushed", 1);
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(), config -> config.withFlush(config.flush().withFrequency(Duration.ofMinutes(1))))) {
            CompletableFuture<RecordMetadata> future =
                    harness.producer().send(ProducerMessage.of("flushed", new byte[] {1}));
            assertThat(harness.producer().flush(Duration.ofSeconds(20))).isTrue();
            assertThat(future).isCompleted();
        }
    }

    @Test
    void reportsPerMessage() throws Exception {
        broker.oracle().createTopic("several", 2);
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            ProducerMessage good = ProducerMessage.of("several", new byte[] {1});
            List<SendResult> results = harness.sync()
                    .sendMessages(List.of(good.withPartition(0), good.withPartition(7), good.withPartition(1)));
            assertThat(results.get(0).metadata()).isNotNull();
            assertThat(results.get(1).failure())
                    .hasMessageContaining("topic 'several' has no partition 7; it has 2, from 0 to 1");
            assertThat(results.get(2).metadata())
                    .extracting(RecordMetadata::partition)
                    .isEqualTo(1);
        }
    }
}
