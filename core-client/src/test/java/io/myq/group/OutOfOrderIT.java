package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.Config;
import io.myq.consumer.Lag;
import io.myq.error.CommitFailedException;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that are done in any order, and what is committed then, on a real broker. */
class OutOfOrderIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    /** Hands messages to whoever finishes them; marks nothing by itself. */
    private static final class Tracking implements ConsumerGroupHandler {
        final NavigableMap<Long, ConsumerMessage> first = new ConcurrentSkipListMap<>();
        final NavigableMap<Long, ConsumerMessage> second = new ConcurrentSkipListMap<>();
        final AtomicReference<@Nullable ConsumerGroupSession> session = new AtomicReference<>();
        private final int window;

        Tracking(int window) {
            this.window = window;
        }

        @Override
        public void consumeClaim(ConsumerGroupSession own, ConsumerGroupClaim claim) throws Exception {
            boolean isFirst = claim.topicPartition().partition() == 0;
            claim.trackDone(window);
            if (isFirst) {
                session.set(own);
            }
            while (claim.isActive()) {
                claim.poll(Duration.ofMillis(200))
                        .forEach(message -> (isFirst ? first : second).put(message.offset(), message));
            }
        }

        void done(long offset) {
            ConsumerMessage message = first.get(offset);
            assertThat(message).isNotNull();
            session.get().markDone(message);
        }
    }

    @Test
    void commitsUpToTheOldestUndoneMessageAndPastWhatIsNoMessage() throws Exception {
        bed.oracle.createTopic("any-order", 2);
        try (KafkaProducer<byte[], byte[]> producer = bed.oracle.producer(Map.of("transactional.id", "any-order"))) {
            producer.initTransactions();
            // the end of each transaction takes an offset: 0 1 | 3 4 | 6 7
            for (int i = 0; i < 3; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("any-order", 0, null, new byte[1]));
                producer.send(new ProducerRecord<>("any-order", 0, null, new byte[1]));
                producer.commitTransaction();
            }
        }
        Tracking handler = new Tracking(100);
        ConsumerGroup group = bed.join(GroupTestBed.config(), "any-order", "any-order", handler);
        until(() -> handler.first.size() == 6);
        for (long offset : List.of(7L, 4L, 1L, 3L)) {
            handler.done(offset);
        }
        handler.session.get().commit(LIMIT);
        assertThat(bed.committed("any-order", "any-order", 0)).isEqualTo(-1);
        handler.done(0);
        handler.session.get().commit(LIMIT);
        assertThat(bed.committed("any-order", "any-order", 0)).isEqualTo(6);
        assertThat(group.close(LIMIT)).isTrue();
        assertThat(bed.committed("any-order", "any-order", 0)).isEqualTo(6);
        // given up: it is somebody else's now
        handler.done(6);

        Tracking next = new Tracking(100);
        bed.join(GroupTestBed.config(), "any-order", "any-order", next);
        until(() -> next.first.size() == 2);
        assertThat(next.first.firstKey()).isEqualTo(6);
        next.done(6);
        next.done(7);
        until(() -> bed.committed("any-order", "any-order", 0) == 9);
    }

    @Test
    void handsOutNoMoreThanTheWindowHoldsAndSaysWhichMessageIsInTheWay() throws Exception {
        bed.oracle.createTopic("window", 2);
        bed.oracle.sendKeyed("window", 40, 0, 400);
        long inFirst = bed.oracle.endOffset("window", 0);
        long inSecond = bed.oracle.endOffset("window", 1);
        assertThat(inFirst).isGreaterThan(20);
        Tracking handler = new Tracking(10);
        ConsumerGroup group = bed.join(GroupTestBed.config(), "window", "window", handler);
        TopicPartition first = new TopicPartition("window", 0);
        until(() -> group.status().heldUp().getOrDefault(first, -1L) == 0);
        assertThat(handler.first).hasSize(10);
        ClaimLag lag = group.lag(first);
        assertThat(lag).isNotNull();
        assertThat(lag.endOffset()).isEqualTo(inFirst);
        assertThat(lag.committed()).isNull();
        assertThat(lag.done()).isNotNull();
        assertThat(lag.done().records()).isEqualTo(inFirst);
        assertThat(lag.done().time()).isPositive().isLessThan(LIMIT);
        for (long offset = 1; offset < 10; offset++) {
            handler.done(offset);
        }
        assertThat(group.status().heldUp()).containsEntry(first, 0L);
        assertThat(handler.first).hasSize(10);
        // the other one goes on
        long done = 0;
        while (done < inSecond) {
            long offset = done++;
            until(() -> handler.second.containsKey(offset));
            handler.session.get().markDone(handler.second.get(offset));
        }
        until(() -> bed.committed("window", "window", 1) == inSecond);
        TopicPartition second = new TopicPartition("window", 1);
        until(() -> group.lags().get(second).committedOffset() == inSecond);
        assertThat(group.lags().get(second).committed()).isEqualTo(new Lag(0, Duration.ZERO));
        assertThat(group.lags().get(second).doneOffset()).isEqualTo(inSecond);
        handler.done(0);
        until(() -> handler.first.size() == 20 && group.status().heldUp().containsKey(first));
        assertThat(group.status().heldUp()).containsEntry(first, 10L);
        until(() -> bed.committed("window", "window", 0) == 10);
        assertThat(group.close(LIMIT)).isTrue();
        assertThat(bed.committed("window", "window", 0)).isEqualTo(10);
    }

    @Test
    void commitsMetadataGoesBackOnPurposeAndSaysWhatIsTooLarge() throws Exception {
        bed.oracle.createTopic("metadata", 1);
        bed.oracle.sendKeyed("metadata", 5, 0, 20);
        AtomicReference<@Nullable ConsumerGroupSession> session = new AtomicReference<>();
        CountDownLatch marked = new CountDownLatch(1);
        Config config = GroupTestBed.config();
        var offsets = config.consumer().offsets();
        // or the interval would be first
        config = config.withConsumer(config.consumer()
                .withOffsets(offsets.withAutoCommit(offsets.autoCommit().withEnable(false))));
        ConsumerGroup group = bed.join(config, "metadata", "metadata", new RecordingHandler() {
            @Override
            void handle(ConsumerGroupSession own, ConsumerGroupClaim claim, ConsumerMessage message) {
                messages.add(message);
                session.set(own);
                if (message.offset() == 9) {
                    own.markMessage(message, "nine");
                    marked.countDown();
                }
            }
        });
        TopicPartition partition = new TopicPartition("metadata", 0);
        until(() -> marked.getCount() == 0);
        session.get().commit(LIMIT);
        assertThat(bed.committed("metadata", "metadata", 0)).isEqualTo(10);
        assertThat(committed("metadata", "metadata").metadata()).isEqualTo("nine");
        assertThat(committed("metadata", "metadata").leaderEpoch()).isPresent();
        session.get().resetOffset(partition, 3, "again");
        session.get().commit(LIMIT);
        assertThat(committed("metadata", "metadata").offset()).isEqualTo(3);
        assertThat(committed("metadata", "metadata").metadata()).isEqualTo("again");
        session.get().markOffset(partition, 12, "x".repeat(5_000));
        assertThatThrownBy(() -> session.get().commit(LIMIT))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("offset.metadata.max.bytes")
                .hasMessageContaining("metadata-0");
        session.get().commit(LIMIT);
        assertThat(bed.committed("metadata", "metadata", 0)).isEqualTo(12);
        assertThat(committed("metadata", "metadata").metadata()).isEmpty();
        assertThat(group.close(LIMIT)).isTrue();
    }

    private static OffsetAndMetadata committed(String group, String topic) throws Exception {
        return bed.oracle
                .admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new org.apache.kafka.common.TopicPartition(topic, 0));
    }
}
