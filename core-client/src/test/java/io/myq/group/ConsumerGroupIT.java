package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategies;
import io.myq.config.Config;
import io.myq.config.GroupProtocol;
import io.myq.config.HeartbeatConfig;
import io.myq.config.OffsetInitial;
import io.myq.config.SessionConfig;
import io.myq.error.BrokerException;
import io.myq.group.GroupStatus.State;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One member on a real broker: its claims, its commits, its end. */
class ConsumerGroupIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void readsHundredThousandKeyedMessagesOnceInOrderAndCommitsThem(GroupProtocol protocol) throws Exception {
        int count = 100_000;
        String topic = "round-" + protocol;
        bed.oracle.createTopic(topic, 3);
        bed.oracle.sendKeyed(topic, 10, 0, count);
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = bed.join(GroupTestBed.by(protocol), topic, topic, handler);
        until(() -> handler.messages.size() >= count);
        GroupStatus status = group.status();
        assertThat(status.state()).isEqualTo(State.STABLE);
        assertThat(status.assigned()).isEqualTo(GroupTestBed.partitions(topic, 3));
        assertThat(status.coordinator()).isEqualTo(bed.kafka.bootstrapServers());
        assertThat(group.close(LIMIT)).isTrue();
        assertThat(group.close(LIMIT)).isTrue();

        assertThat(group.status().state()).isEqualTo(State.CLOSED);
        assertThat(handler.messages).hasSize(count);
        Map<String, Integer> lastOfKey = new HashMap<>();
        for (ConsumerMessage message : handler.messages) {
            int value = Integer.parseInt(Oracle.text(message.value()));
            Integer last = lastOfKey.put(Oracle.text(message.key()), value);
            assertThat(value).isEqualTo(last == null ? value % 10 : last + 10);
        }
        for (int i = 0; i < 3; i++) {
            long end = bed.oracle.endOffset(topic, i);
            assertThat(Math.max(0, bed.committed(topic, topic, i))).isEqualTo(end);
            assertThat(handler.eventsOf(new TopicPartition(topic, i)))
                    .containsExactly("setup", "begin", "end", "cleanup");
        }
        assertThat(bed.oracle.members(topic)).isEmpty();
        assertThat(group.metrics().records()).isEqualTo(count);
        assertThat(group.metrics().rebalances()).isEqualTo(1);
        assertThat(group.metrics().commits()).isPositive();
        assertThat(group.metrics().failedCommits()).isZero();
    }

    @Test
    void beginsAFailedClaimAnewFromItsLastMarkAndDisturbsNoOther() throws Exception {
        bed.oracle.createTopic("throw", 2);
        for (int i = 0; i < 20; i++) {
            bed.oracle.send("throw", i % 2, "" + i);
        }
        List<Throwable> failures = List.of(
                new IllegalStateException("no database"), new StackOverflowError(), new OutOfMemoryError("pretended"));
        AtomicInteger failed = new AtomicInteger();
        RecordingHandler handler = new RecordingHandler() {
            @Override
            void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message)
                    throws Exception {
                messages.add(message);
                if (message.partition() == 0 && message.offset() == 5 && failed.get() < failures.size()) {
                    Throwable failure = failures.get(failed.getAndIncrement());
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) failure;
                }
                session.markMessage(message);
            }
        };
        ConsumerGroup group = bed.join(GroupTestBed.config(), "throw", "throw", handler);
        until(() -> handler.messages.size() >= 20 + failures.size());
        assertThat(handler.messages.stream()
                        .filter(message -> message.partition() == 0)
                        .map(ConsumerMessage::offset))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 5L, 5L, 5L, 6L, 7L, 8L, 9L);
        assertThat(handler.eventsOf(new TopicPartition("throw", 1))).containsExactly("setup", "begin");
        assertThat(group.status().state()).isEqualTo(State.STABLE);
        until(() -> bed.committed("throw", "throw", 0) == 10);
        assertThat(group.metrics().rebalances()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void keepsItsMembershipHoweverLongAHandlerTakes(GroupProtocol protocol) throws Exception {
        String topic = "slow-handler-" + protocol;
        bed.oracle.createTopic(topic, 1);
        bed.oracle.send(topic, 0, "a");
        HeldHandler handler = new HeldHandler(1);
        Config config = GroupTestBed.group(group -> group.withSession(new SessionConfig(Duration.ofSeconds(1)))
                .withHeartbeat(new HeartbeatConfig(Duration.ofMillis(200)))
                .withRebalance(group.rebalance().withTimeout(Duration.ofSeconds(1))));
        ConsumerGroup group = bed.join(GroupTestBed.by(protocol, config), topic, topic, handler);
        handler.awaitBegun();
        String memberId = group.status().memberId();
        // four sessions long
        assertThat(handler.awaitRelease(4)).isFalse();
        assertThat(bed.oracle.members(topic)).containsExactly(memberId);
        handler.release();
        until(() -> bed.committed(topic, topic, 0) == 1);
        assertThat(group.status().memberId()).isEqualTo(memberId);
        assertThat(group.metrics().rebalances()).isEqualTo(1);
    }

    @Test
    void namesAHandlerThatHasHadItsMessagesForLongerThanExpected() throws Exception {
        bed.oracle.createTopic("overdue", 2);
        bed.oracle.send("overdue", 1, "a");
        HeldHandler handler = new HeldHandler(1);
        Config config = GroupTestBed.config();
        config = config.withConsumer(config.consumer().withMaxProcessingTime(Duration.ofMillis(100)));
        ConsumerGroup group = bed.join(config, "overdue", "overdue", handler);
        handler.awaitBegun();
        until(() -> !group.status().overdue().isEmpty());
        assertThat(group.status().overdue().keySet()).containsExactly(new TopicPartition("overdue", 1));
        assertThat(group.status().overdue().values()).allMatch(time -> time.compareTo(Duration.ofMillis(100)) > 0);
        assertThat(group.status().problem()).isNull();
        handler.release();
        until(() -> group.status().overdue().isEmpty());
        assertThat(group.metrics().rebalances()).isEqualTo(1);
    }

    @Test
    void canBeClosedByItsOwnHandler() throws Exception {
        bed.oracle.createTopic("self", 1);
        bed.oracle.send("self", 0, "a");
        AtomicReference<Boolean> closed = new AtomicReference<>();
        AtomicReference<ConsumerGroup> group = new AtomicReference<>();
        CountDownLatch ready = new CountDownLatch(1);
        RecordingHandler handler = new RecordingHandler() {
            @Override
            void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message)
                    throws Exception {
                super.handle(session, claim, message);
                ready.await();
                closed.set(group.get().close(LIMIT));
            }
        };
        group.set(bed.join(GroupTestBed.config(), "self", "self", handler));
        ready.countDown();
        until(() -> closed.get() != null);
        assertThat(closed.get()).isTrue();
        assertThat(group.get().status().state()).isEqualTo(State.CLOSED);
        assertThat(bed.committed("self", "self", 0)).isEqualTo(1);
        assertThat(bed.oracle.members("self")).isEmpty();
        until(() -> handler.running.isEmpty());
    }

    @Test
    void saysWhatToChangeWhenItCanNeverJoin() throws Exception {
        bed.oracle.createTopic("never", 1);
        Config short1 = GroupTestBed.group(group -> group.withSession(new SessionConfig(Duration.ofMillis(100)))
                .withHeartbeat(new HeartbeatConfig(Duration.ofMillis(20))));
        ConsumerGroup tooShort = bed.join(short1, "never", "never", new RecordingHandler());
        until(() -> tooShort.status().state() == State.FAILED);
        assertThat(tooShort.status().lastFailure())
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("INVALID_SESSION_TIMEOUT")
                .hasMessageContaining("100 ms")
                .hasMessageContaining("group.min.session.timeout.ms");

        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bed.kafka.bootstrapServers(),
                "group.id", "other-strategy",
                "partition.assignment.strategy", RoundRobinAssignor.class.getName());
        try (KafkaConsumer<byte[], byte[]> other =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            other.subscribe(List.of("never"));
            until(() -> {
                other.poll(Duration.ofMillis(100));
                return !other.assignment().isEmpty();
            });
            ConsumerGroup stranger = bed.join(GroupTestBed.config(), "other-strategy", "never", new RecordingHandler());
            until(() -> stranger.status().state() == State.FAILED);
            assertThat(stranger.status().lastFailure())
                    .hasMessageContaining("INCONSISTENT_GROUP_PROTOCOL")
                    .hasMessageContaining("cooperative-sticky")
                    .hasMessageContaining("Consumer.Group.Rebalance.GroupStrategies");
            assertThat(stranger.close(LIMIT)).isFalse();
        }
    }

    @Test
    void readsATopicThatComesLaterAndPartitionsThatAreAdded() throws Exception {
        Config config = GroupTestBed.config();
        config = config.withMetadata(
                config.metadata().withAllowAutoTopicCreation(false).withRefreshFrequency(Duration.ofMillis(300)));
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = bed.join(config, "growing", "growing", handler);
        until(() -> group.status().state() == State.STABLE);
        assertThat(group.status().assigned()).isEmpty();
        bed.oracle.createTopic("growing", 1);
        bed.oracle.send("growing", 0, "first");
        until(() -> handler.messages.size() == 1);
        bed.oracle.growTo("growing", 3);
        bed.oracle.send("growing", 2, "second");
        until(() -> handler.messages.size() == 2);
        assertThat(group.status().assigned()).hasSize(3);
        // cooperative: what it had went on
        assertThat(handler.eventsOf(new TopicPartition("growing", 0))).containsExactly("setup", "begin");
    }

    @Test
    void goesOnAtTheOldestOffsetWhenTheCommittedOneIsGone() throws Exception {
        bed.oracle.createTopic("expired", 1);
        for (int i = 0; i < 10; i++) {
            bed.oracle.send("expired", 0, "" + i);
        }
        var partition = new org.apache.kafka.common.TopicPartition("expired", 0);
        bed.oracle
                .admin()
                .alterConsumerGroupOffsets(
                        "expired", Map.of(partition, new org.apache.kafka.clients.consumer.OffsetAndMetadata(2)))
                .all()
                .get(60, TimeUnit.SECONDS);
        bed.oracle
                .admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(6)))
                .all()
                .get(60, TimeUnit.SECONDS);
        RecordingHandler handler = new RecordingHandler();
        bed.join(GroupTestBed.config(), "expired", "expired", handler);
        until(() -> handler.messages.size() == 4);
        assertThat(handler.messages.peek().offset()).isEqualTo(6);
        until(() -> bed.committed("expired", "expired", 0) == 10);
    }

    /** Where it began at the end is committed, so that what came while nobody was there is read. */
    @Test
    void skipsNothingAfterItBeganAtTheEnd() throws Exception {
        bed.oracle.createTopic("newest", 1);
        bed.oracle.send("newest", 0, "before");
        Config config = GroupTestBed.config();
        config = config.withConsumer(
                config.consumer().withOffsets(config.consumer().offsets().withInitial(OffsetInitial.NEWEST)));
        RecordingHandler handler = new RecordingHandler();
        OpenCluster client = bed.client(config);
        ConsumerGroup first = bed.join(client, "newest", "newest", handler);
        until(() -> bed.committed("newest", "newest", 0) == 1);
        assertThat(first.close(LIMIT)).isTrue();
        assertThat(handler.messages).isEmpty();
        bed.oracle.send("newest", 0, "between");
        bed.join(client, "newest", "newest", handler);
        until(() -> handler.messages.size() == 1);
        assertThat(Oracle.text(handler.messages.peek().value())).isEqualTo("between");
    }

    @Test
    void endsItsClaimsAndSaysWhyWhenTheClientFails() throws Exception {
        bed.oracle.createTopic("panic", 1);
        OpenCluster client = OpenCluster.at(bed.kafka.bootstrapServers(), GroupTestBed.config());
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = GroupFactory.open(client.cluster, "panic");
        group.consume(List.of("panic"), handler);
        until(() -> !handler.running.isEmpty());
        client.loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        until(() -> group.status().state() == State.FAILED);
        assertThat(group.status().lastFailure()).hasMessage("on purpose");
        until(() ->
                handler.eventsOf(new TopicPartition("panic", 0)).equals(List.of("setup", "begin", "end", "cleanup")));
        assertThat(group.close(LIMIT)).isFalse();
        assertThat(client.panic()).hasMessage("on purpose");
    }

    @Test
    void triesSetupAgainBeforeAnyClaimBegins() throws Exception {
        bed.oracle.createTopic("setup", 1);
        bed.oracle.send("setup", 0, "a");
        AtomicInteger attempts = new AtomicInteger();
        RecordingHandler handler = new RecordingHandler() {
            @Override
            public void setup(ConsumerGroupSession session, Set<TopicPartition> gained) {
                if (attempts.incrementAndGet() < 3) {
                    throw new IllegalStateException("not yet");
                }
                super.setup(session, gained);
            }
        };
        bed.join(GroupTestBed.config(), "setup", "setup", handler);
        until(() -> handler.messages.size() == 1);
        assertThat(attempts).hasValue(3);
        assertThat(handler.eventsOf(new TopicPartition("setup", 0))).containsExactly("setup", "begin");
    }

    /** Offsets of the old topic mean nothing in the new one, where they would skip. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void readsATopicFromItsBeginningWhenItWasDeletedAndCreatedAnew(GroupProtocol protocol) throws Exception {
        String topic = "anew-" + protocol;
        bed.oracle.createTopic(topic, 1);
        for (int i = 0; i < 5; i++) {
            bed.oracle.send(topic, 0, "old " + i);
        }
        Config config = GroupTestBed.by(protocol);
        config = config.withMetadata(
                config.metadata().withAllowAutoTopicCreation(false).withRefreshFrequency(Duration.ofMillis(300)));
        RecordingHandler handler = new RecordingHandler();
        bed.join(config, topic, topic, handler);
        until(() -> bed.committed(topic, topic, 0) == 5);
        bed.oracle.recreateTopic(topic, 1);
        for (int i = 0; i < 7; i++) {
            bed.oracle.send(topic, 0, "new " + i);
        }
        until(() -> handler.messages.size() == 12);
        assertThat(handler.messages.stream().skip(5).map(message -> Oracle.text(message.value())))
                .containsExactly("new 0", "new 1", "new 2", "new 3", "new 4", "new 5", "new 6");
        until(() -> bed.committed(topic, topic, 0) == 7);
    }

    @Test
    void offersTheConfiguredStrategies() {
        assertThat(Config.defaults().consumer().group().rebalance().groupStrategies())
                .containsExactly(BalanceStrategies.cooperativeSticky(), BalanceStrategies.range());
    }
}
