package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.ConsumerConfig;
import io.myq.config.OutOfRangePolicy;
import io.myq.consumer.OffsetReset.Cause;
import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.CapturedLog;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code Consumer.Offsets.OutOfRange}: where the log lost what was to be read (F24), or grew anew below it (F23). */
class OutOfRangeIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private final List<OffsetReset> resets = new ArrayList<>();

    private static UnaryOperator<ConsumerConfig> policy(OutOfRangePolicy policy) {
        return config -> config.withOffsets(config.offsets().withOutOfRange(policy));
    }

    private PartitionConsumer watched(Reader reader, String topic, long offset) {
        PartitionConsumer partition = reader.partition(topic, offset);
        partition.onReset(resets::add);
        return partition;
    }

    private static void deleteBefore(String topic, long offset) throws Exception {
        var partition = new org.apache.kafka.common.TopicPartition(topic, 0);
        broker.oracle()
                .admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .all()
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void goesOnAtTheOldestMessageAndSaysHowManyAreGone() throws Exception {
        broker.oracle().createTopic("range-earliest", 1);
        broker.oracle().sendKeyed("range-earliest", 1, 0, 10);
        deleteBefore("range-earliest", 4);
        try (CapturedLog log = new CapturedLog(OffsetResets.class);
                Reader reader = Reader.open(broker.addresses(), policy(OutOfRangePolicy.EARLIEST))) {
            PartitionConsumer partition = watched(reader, "range-earliest", 1);
            assertThat(Reader.read(partition, 6))
                    .extracting(ConsumerMessage::offset)
                    .startsWith(4L);
            assertThat(resets)
                    .containsExactly(
                            new OffsetReset(new TopicPartition("range-earliest", 0), 1, 4, Cause.DELETED, 3, 4, 10));
            assertThat(reader.consumer.metrics().resets()).isEqualTo(1);
            assertThat(reader.consumer.metrics().skippedOffsets()).isEqualTo(3);
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("WARN")
                            .contains(
                                    "range-earliest-0 at offset 1",
                                    "offsets 4 to 10",
                                    "the 3 offsets",
                                    "on at offset 4"));
        }
    }

    @Test
    void goesOnAtTheEndWhereThatIsWanted() throws Exception {
        broker.oracle().createTopic("range-latest", 1);
        broker.oracle().sendKeyed("range-latest", 1, 0, 10);
        deleteBefore("range-latest", 4);
        try (Reader reader = Reader.open(broker.addresses(), policy(OutOfRangePolicy.LATEST))) {
            PartitionConsumer partition = watched(reader, "range-latest", 1);
            assertThat(partition.poll(Duration.ofMillis(300))).isEmpty();
            assertThat(partition.position()).isEqualTo(10);
            broker.oracle().send("range-latest", 0, "new");
            assertThat(Reader.read(partition, 1))
                    .extracting(ConsumerMessage::offset)
                    .containsExactly(10L);
            assertThat(resets).singleElement().satisfies(reset -> {
                assertThat(reset.gap()).isEqualTo(3);
                assertThat(reset.skipped()).isEqualTo(9);
            });
        }
    }

    @Test
    void handsOverWhatItHasBeforeItGoesOnElsewhere() throws Exception {
        broker.oracle().createTopic("range-behind", 1);
        broker.oracle().sendKeyed("range-behind", 1, 0, 10);
        try (Reader reader = Reader.open(broker.addresses(), policy(OutOfRangePolicy.EARLIEST))) {
            PartitionConsumer partition = watched(reader, "range-behind", 12);
            assertThat(Reader.read(partition, 10)).hasSize(10);
            assertThat(resets).singleElement().satisfies(reset -> {
                assertThat(reset.cause()).isEqualTo(Cause.BEYOND_END);
                assertThat(reset.gap()).isEqualTo(2);
                assertThat(reset.to()).isZero();
                assertThat(reset.skipped()).isZero();
            });
            partition.seek(7);
            assertThat(Reader.offsetsUntil(partition, 10)).containsExactly(7L, 8L, 9L);
            partition.seek(Consumer.OLDEST);
            assertThat(Reader.read(partition, 1).get(0).offset()).isZero();
        }
    }

    /** The proxy lets the leader say that its log is another one from offset 6 on. */
    @Test
    void goesBackToWhereTheLogWasCutOff() throws Exception {
        broker.oracle().createTopic("range-cut", 1);
        broker.oracle().sendKeyed("range-cut", 1, 0, 10);
        try (Rule rule = diverging("range-cut-earliest");
                Reader reader =
                        Reader.open(broker.proxied(), "range-cut-earliest", policy(OutOfRangePolicy.EARLIEST))) {
            PartitionConsumer partition = watched(reader, "range-cut", 0);
            assertThat(Reader.read(partition, 14))
                    .extracting(ConsumerMessage::offset)
                    .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 6L, 7L, 8L, 9L);
            assertThat(resets)
                    .containsExactly(
                            new OffsetReset(new TopicPartition("range-cut", 0), 10, 6, Cause.TRUNCATED, 4, 0, 10));
            assertThat(rule.hits()).isGreaterThan(1);
        }
        try (Rule rule = diverging("range-cut-error");
                Reader reader = Reader.open(broker.proxied(), "range-cut-error", policy(OutOfRangePolicy.ERROR))) {
            PartitionConsumer partition = watched(reader, "range-cut", 0);
            Reader.read(partition, 10);
            assertThatThrownBy(() -> partition.poll(Reader.LIMIT))
                    .isInstanceOfSatisfying(
                            BrokerException.class, e -> assertThat(e.error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE))
                    .hasMessageContaining("range-cut-0 at offset 10")
                    .hasMessageContaining("cut off, 4 offsets before that")
                    .hasMessageContaining("for example 6");
            assertThat(rule.hits()).isGreaterThan(1);
        }
    }

    /** Once, in the first answer that would hold nothing. */
    private static Rule diverging(String client) {
        AtomicReference<Uuid> topic = new AtomicReference<>();
        return broker.faults().add(Match.responses(ApiKeys.FETCH).client(client), Actions.edit(body -> {
            FetchResponseData response = (FetchResponseData) body;
            if (!response.responses().isEmpty()) {
                topic.compareAndSet(null, response.responses().get(0).topicId());
            } else if (topic.get() != null && !topic.get().equals(Uuid.ZERO_UUID)) {
                PartitionData partition =
                        new PartitionData().setHighWatermark(10).setRecords(MemoryRecords.EMPTY);
                partition.divergingEpoch().setEpoch(0).setEndOffset(6);
                response.responses()
                        .add(new FetchableTopicResponse()
                                .setTopicId(topic.getAndSet(Uuid.ZERO_UUID))
                                .setPartitions(List.of(partition)));
            }
        }));
    }

    /** An offset kept from before an unclean election: the real broker knows no such epoch in its log. */
    @Test
    void noticesThatAKeptOffsetIsOfAnotherLog() throws Exception {
        broker.oracle().createTopic("range-kept", 1);
        broker.oracle().sendKeyed("range-kept", 1, 0, 10);
        try (Reader reader = Reader.open(broker.addresses(), policy(OutOfRangePolicy.EARLIEST))) {
            PartitionConsumer good = reader.consumer.consumePartition(new TopicPartition("range-kept", 0), 5, 0);
            assertThat(Reader.read(good, 5).get(0).offset()).isEqualTo(5);
            good.close();
            PartitionConsumer other = reader.consumer.consumePartition(new TopicPartition("range-kept", 0), 5, 7);
            other.onReset(resets::add);
            assertThat(Reader.read(other, 10).get(0).offset()).isZero();
            assertThat(resets)
                    .singleElement()
                    .satisfies(reset -> assertThat(reset.cause()).isEqualTo(Cause.TRUNCATED));
        }
    }

    /** Once is a lagging broker, and no reason to go anywhere. */
    @Test
    void asksAgainWhereTheLogHasTheOffsetAfterAll() throws Exception {
        broker.oracle().createTopic("range-false", 1);
        broker.oracle().sendKeyed("range-false", 1, 0, 10);
        AtomicInteger refused = new AtomicInteger();
        try (var rule = broker.faults()
                        .add(
                                Match.responses(ApiKeys.FETCH)
                                        .client("range-false")
                                        .when(frame -> !((FetchResponseData) frame.body())
                                                .responses()
                                                .isEmpty())
                                        .times(2),
                                Actions.edit(body -> ((FetchResponseData) body)
                                        .responses()
                                        .forEach(topic -> topic.partitions().forEach(partition -> {
                                            refused.incrementAndGet();
                                            partition.setErrorCode(ErrorCode.OFFSET_OUT_OF_RANGE.code());
                                        }))));
                Reader reader = Reader.open(broker.proxied(), "range-false", policy(OutOfRangePolicy.LATEST))) {
            PartitionConsumer partition = watched(reader, "range-false", 3);
            assertThat(Reader.read(partition, 7).get(0).offset()).isEqualTo(3);
            assertThat(resets).isEmpty();
            assertThat(refused.get()).isEqualTo(2);
            assertThat(rule.hits()).isEqualTo(2);
        }
    }
}
