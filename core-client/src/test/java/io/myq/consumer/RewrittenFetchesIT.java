package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.ConsumerConfig;
import io.myq.config.CorruptBatchPolicy;
import io.myq.error.CorruptRecordException;
import io.myq.error.MyqException;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Passage;
import io.myq.faults.Rule;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.SharedKafka;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter.BatchRetention;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter.BatchRetentionResult;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that are corrupt, compacted or cut off on their way from a real broker (F34). */
class RewrittenFetchesIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static final int COUNT = 57;

    /** Ways to spoil a batch; the bytes begin with it. */
    enum Damage {
        CHECKSUM {
            @Override
            void spoil(ByteBuffer batch, int size) {
                batch.put(size - 1, (byte) (batch.get(size - 1) ^ 1));
            }
        },
        MAGIC {
            @Override
            void spoil(ByteBuffer batch, int size) {
                batch.put(16, (byte) 7);
            }
        },
        COUNT_THAT_LIES {
            @Override
            void spoil(ByteBuffer batch, int size) {
                batch.putInt(COUNT, 0);
                CRC32C crc = new CRC32C();
                crc.update(batch.slice(21, size - 21));
                batch.putInt(17, (int) crc.getValue());
            }
        },
        CODEC {
            @Override
            void spoil(ByteBuffer batch, int size) {
                batch.putShort(21, (short) 7);
            }
        };

        abstract void spoil(ByteBuffer batch, int size);
    }

    private static Rule rewrite(String client, Action action) {
        return broker.faults().add(Match.responses(ApiKeys.FETCH).client(client), action);
    }

    /** Spoils the batch of partition 0 that begins at this offset. */
    private static Action spoil(Damage damage, long offset) {
        return records(0, records -> {
            ByteBuffer copy = copy(records.buffer());
            for (int at = 0; at + 12 <= copy.limit(); ) {
                int size = 12 + copy.getInt(at + 8);
                if (copy.getLong(at) == offset && at + size <= copy.limit()) {
                    damage.spoil(copy.slice(at, size), size);
                }
                at += size;
            }
            return MemoryRecords.readableRecords(copy);
        });
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        return copy.put(bytes.duplicate()).flip();
    }

    private static Action records(int partition, UnaryOperator<MemoryRecords> change) {
        return Actions.edit(body -> ((FetchResponseData) body)
                .responses()
                .forEach(topic -> topic.partitions().forEach(data -> {
                    if (data.partitionIndex() == partition && data.records() instanceof MemoryRecords records) {
                        data.setRecords(change.apply(records));
                    }
                })));
    }

    private static UnaryOperator<ConsumerConfig> policy(CorruptBatchPolicy policy) {
        return config -> config.withCorruptBatches(policy);
    }

    private static void write(String topic) throws Exception {
        broker.oracle().createTopic(topic, 2);
        for (int i = 0; i < 6; i++) {
            broker.oracle().send(topic, 0, "value " + i);
        }
        broker.oracle().send(topic, 1, "of the other");
    }

    @ParameterizedTest
    @EnumSource
    void stopsAtABatchThatStaysCorruptWhileOthersGoOn(Damage damage) throws Exception {
        String topic = "rewrite-stop-" + damage;
        write(topic);
        try (Rule rule = rewrite(topic, spoil(damage, 3));
                Reader reader = Reader.open(broker.proxied(), topic, policy(CorruptBatchPolicy.STOP))) {
            PartitionConsumer partition = reader.partition(topic, 0);
            assertThat(Reader.offsetsUntil(partition, 3)).containsExactly(0L, 1L, 2L);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> Reader.read(partition, 1))
                        .isInstanceOf(CorruptRecordException.class)
                        .hasMessageContaining(topic + "-0")
                        .hasMessageContaining("offset 3");
            }
            PartitionConsumer other = reader.consumer.consumePartition(new TopicPartition(topic, 1), 0);
            assertThat(Reader.read(other, 1)).hasSize(1);
            assertThat(reader.consumer.metrics().corruptBatches()).isZero();
            assertThat(rule.hits()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesACorruptBatchOutAndCountsItWhereThatIsWanted(Damage damage) throws Exception {
        String topic = "rewrite-skip-" + damage;
        write(topic);
        try (Rule rule = rewrite(topic, spoil(damage, 3));
                Reader reader = Reader.open(broker.proxied(), topic, policy(CorruptBatchPolicy.SKIP))) {
            assertThat(Reader.offsetsUntil(reader.partition(topic, 0), 6)).containsExactly(0L, 1L, 2L, 4L, 5L);
            assertThat(reader.consumer.metrics().corruptBatches()).isEqualTo(1);
            assertThat(reader.consumer.metrics().bufferedBytes()).isZero();
            assertThat(rule.hits()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fetchesOnceMoreBeforeABatchCountsAsCorrupt(Damage damage) throws Exception {
        String topic = "rewrite-once-" + damage;
        write(topic);
        Action spoil = spoil(damage, 0);
        Match first = Match.responses(ApiKeys.FETCH)
                .client(topic)
                .when(frame -> !((FetchResponseData) frame.body()).responses().isEmpty())
                .times(1);
        try (Rule rule = broker.faults().add(first, spoil);
                Reader reader = Reader.open(broker.proxied(), topic, policy(CorruptBatchPolicy.STOP))) {
            assertThat(Reader.offsetsUntil(reader.partition(topic, 0), 6)).hasSize(6);
            assertThat(rule.hits()).isEqualTo(1);
        }
    }

    @Test
    void takesADecompressionBombForACorruptBatch() throws Exception {
        String topic = "rewrite-bomb";
        broker.oracle().createTopic(topic, 1);
        broker.oracle().send(topic, 0, "before");
        try (KafkaProducer<byte[], byte[]> producer = broker.oracle().producer(Map.of("compression.type", "gzip"))) {
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[500_000]))
                    .get();
        }
        broker.oracle().send(topic, 0, "behind");
        try (Reader reader = Reader.open(broker.addresses(), config -> config.withMaxDecompressedBytes(100_000))) {
            PartitionConsumer partition = reader.partition(topic, 0);
            Reader.offsetsUntil(partition, 1);
            assertThatThrownBy(() -> Reader.read(partition, 1))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining(topic + "-0")
                    .hasMessageContaining("offset 1")
                    .hasMessageContaining("100000");
        }
        try (Reader reader = Reader.open(
                broker.addresses(),
                config -> config.withMaxDecompressedBytes(100_000).withCorruptBatches(CorruptBatchPolicy.SKIP))) {
            assertThat(Reader.offsetsUntil(reader.partition(topic, 0), 3)).containsExactly(0L, 2L);
        }
    }

    /** As the log cleaner leaves it: batches without their last records, and batches without any. */
    @Test
    void goesOnBehindWhatCompactionHasRemoved() throws Exception {
        String topic = "rewrite-compacted";
        broker.oracle().createTopic(topic, 1);
        for (int batch = 0; batch < 8; batch++) {
            broker.oracle().sendKeyed(topic, 1, 5 * batch, 5 * batch + 5);
        }
        try (Rule rule = rewrite(topic, records(0, RewrittenFetchesIT::compact));
                Reader reader = Reader.open(broker.proxied(), topic, config -> config)) {
            PartitionConsumer partition = reader.partition(topic, 0);
            List<Long> expected = LongStream.range(0, 40)
                    .filter(RewrittenFetchesIT::survives)
                    .boxed()
                    .toList();
            assertThat(Reader.offsetsUntil(partition, 40)).isEqualTo(expected);
            // not one offset at a time
            assertThat(rule.hits()).isLessThan(10);
            partition.seek(31);
            assertThat(Reader.offsetsUntil(partition, 40)).isEmpty();
        }
    }

    private static boolean survives(long offset) {
        return offset % 5 < 2 && offset < 30;
    }

    private static MemoryRecords compact(MemoryRecords records) {
        RecordFilter filter = new RecordFilter(0, 0) {
            @Override
            protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
                return new BatchRetentionResult(BatchRetention.RETAIN_EMPTY, false);
            }

            @Override
            protected boolean shouldRetainRecord(RecordBatch batch, Record record) {
                return survives(record.offset());
            }
        };
        ByteBuffer left = ByteBuffer.allocate(records.sizeInBytes() + 1000);
        records.filterTo(filter, left, BufferSupplier.NO_CACHING);
        return MemoryRecords.readableRecords(left.flip());
    }

    /** The proxy cuts answers off at what was asked for, as brokers did before KIP-74. */
    @Test
    void asksForMoreUntilALargeMessageFitsAndForTheUsualAfterwards() throws Exception {
        String topic = "rewrite-grow";
        writeLarge(topic);
        List<Integer> asked = new CopyOnWriteArrayList<>();
        try (Rule requests = noteSizes(topic, asked);
                Rule rule = rewrite(topic, records(0, records -> cut(records, asked.get(asked.size() - 1))));
                Reader reader = Reader.open(
                        broker.proxied(),
                        topic,
                        config -> config.withFetch(config.fetch().withDefaultBytes(1000)))) {
            PartitionConsumer partition = reader.partition(topic, 0);
            List<ConsumerMessage> read = Reader.read(partition, 2);
            assertThat(read.get(1).value()).hasSize(10_000);
            assertThat(Reader.read(partition, 1).get(0).offset()).isEqualTo(2);
            assertThat(asked.get(0)).isEqualTo(1000);
            assertThat(asked).anyMatch(size -> size > 10_000 && size < 11_000);
            assertThat(asked.get(asked.size() - 1)).isEqualTo(1000);
            assertThat(rule.hits()).isPositive();
            assertThat(requests.hits()).isPositive();
        }
    }

    @Test
    void neverSkipsWhatIsLargerThanTheLimitAndSaysWhichToRaise() throws Exception {
        String topic = "rewrite-limit";
        writeLarge(topic);
        List<Integer> asked = new CopyOnWriteArrayList<>();
        try (Rule requests = noteSizes(topic, asked);
                Rule rule = rewrite(topic, records(0, records -> cut(records, asked.get(asked.size() - 1))));
                Reader reader = Reader.open(
                        broker.proxied(),
                        topic,
                        config -> config.withFetch(
                                config.fetch().withDefaultBytes(1000).withMax(4000)))) {
            PartitionConsumer partition = reader.partition(topic, 0);
            Reader.offsetsUntil(partition, 1);
            assertThatThrownBy(() -> Reader.read(partition, 1))
                    .isInstanceOf(MyqException.class)
                    .hasMessageContaining(topic + "-0 at offset 1")
                    .hasMessageContaining("Consumer.Fetch.Max is 4000")
                    .hasMessageContaining("Raise Consumer.Fetch.Max")
                    .hasMessageFindingMatch("has 10\\d\\d\\d bytes");
            assertThat(partition.position()).isEqualTo(1);
            assertThat(asked).contains(4000).allMatch(size -> size <= 4000);
            assertThat(rule.hits()).isPositive();
            assertThat(requests.hits()).isPositive();
        }
    }

    private static void writeLarge(String topic) throws Exception {
        broker.oracle().createTopic(topic, 1);
        broker.oracle().send(topic, 0, "small");
        broker.oracle().send(topic, 0, "x".repeat(10_000));
        broker.oracle().send(topic, 0, "small");
    }

    private static Rule noteSizes(String client, List<Integer> sizes) {
        return broker.faults()
                .add(
                        Match.requests(ApiKeys.FETCH).client(client),
                        (passage, rule) -> ((FetchRequestData) passage.frame().body())
                                .topics()
                                .forEach(topic -> topic.partitions()
                                        .forEach(partition -> sizes.add(partition.partitionMaxBytes()))));
    }

    private static MemoryRecords cut(MemoryRecords records, int size) {
        ByteBuffer copy = copy(records.buffer());
        return MemoryRecords.readableRecords(copy.limit(Math.min(copy.limit(), size)));
    }

    /** Without a limit, and that is the default, it would try for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"error", "connection"})
    void givesUpAfterAsManyFailuresInARowAsAreAllowed(String what) throws Exception {
        String topic = "rewrite-retry-" + what;
        write(topic);
        Action fault = what.equals("error")
                ? Actions.edit(body -> ((FetchResponseData) body)
                        .responses()
                        .forEach(one -> one.partitions().forEach(data -> data.setErrorCode((short) 6))))
                : Actions.cutAfter(10, Passage.Ending.RESET);
        try (Rule rule = rewrite(topic, fault);
                Reader reader = Reader.open(
                        broker.proxied(),
                        topic,
                        config -> config.withRetry(config.retry().withMax(2)))) {
            PartitionConsumer partition = reader.partition(topic, 0);
            assertThatThrownBy(() -> Reader.read(partition, 1))
                    .isInstanceOf(MyqException.class)
                    .hasMessageContaining(topic + "-0")
                    .hasMessageContaining("after 3 attempts")
                    .hasMessageContaining("Consumer.Retry.Max (2)");
            assertThat(rule.hits()).isPositive();
        }
    }
}
