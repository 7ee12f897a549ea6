package io.myq.group;

import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.AutoCommitConfig;
import io.myq.config.Config;
import io.myq.config.GroupProtocol;
import io.myq.config.HeartbeatConfig;
import io.myq.error.CommitFailedException;
import io.myq.group.GroupStatus.State;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The coordinator does not count the member any more. */
class EvictionIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void showsThatACommitFailedAndJoinsAnewWhenItIsNoLongerAMember(GroupProtocol protocol) throws Exception {
        String topic = "evicted-" + protocol;
        bed.oracle.createTopic(topic, 1);
        bed.oracle.send(topic, 0, "a");
        AtomicReference<CompletableFuture<Void>> commit = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch removed = new CountDownLatch(1);
        RecordingHandler handler = new RecordingHandler() {
            @Override
            void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message)
                    throws Exception {
                messages.add(message);
                if (messages.size() == 1) {
                    begun.countDown();
                    removed.await();
                    session.markMessage(message);
                    commit.set(session.commit());
                }
            }
        };
        // heartbeats so seldom that it is the commit that finds out
        bed.oracle.setGroup(topic, Map.of("consumer.heartbeat.interval.ms", "15000"));
        Config config = GroupTestBed.by(
                protocol,
                GroupTestBed.group(group -> group.withHeartbeat(new HeartbeatConfig(Duration.ofSeconds(15)))));
        config = config.withConsumer(config.consumer()
                .withOffsets(config.consumer()
                        .offsets()
                        .withAutoCommit(new AutoCommitConfig(false, Duration.ofSeconds(1)))));
        ConsumerGroup group = bed.join(config, topic, topic, handler);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        removeMembers(topic);
        removed.countDown();
        until(() -> commit.get() != null && commit.get().isDone());
        assertThatThrownBy(() -> commit.get().get())
                .cause()
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining(topic + "-0@1")
                .hasMessageContaining("UNKNOWN_MEMBER_ID");
        assertThat(group.status().commitFailure()).isInstanceOf(CommitFailedException.class);
        assertThat(group.metrics().failedCommits()).isEqualTo(1);
        // a member again, and the message comes again because nothing was committed
        until(() -> handler.messages.size() == 2 && group.status().state() == State.STABLE);
        assertThat(bed.committed(topic, topic, 0)).isEqualTo(-1);
    }

    /** As in sarama: setup, a claim per partition, and when all of them have returned one cleanup. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void cleansUpOnceForAllClaimsOfTheLostSessionBeforeTheNextIsSetUp(GroupProtocol protocol) throws Exception {
        String topic = "session-" + protocol;
        bed.oracle.createTopic(topic, 3);
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = bed.join(GroupTestBed.by(protocol), topic, topic, handler);
        until(() -> handler.running.size() == 3);
        removeMembers(topic);
        until(() -> handler.sessions.size() == 3);
        Set<TopicPartition> all = GroupTestBed.partitions(topic, 3);
        assertThat(handler.sessions).containsExactly("setup " + all, "cleanup " + all, "setup " + all);
        until(() -> handler.running.size() == 3 && group.status().assigned().equals(all));
        assertThat(handler.overlapped).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void doesNotWaitForAHandlerOfALostSessionForEver(GroupProtocol protocol) throws Exception {
        String topic = "handler-stuck-" + protocol;
        bed.oracle.createTopic(topic, 2);
        bed.oracle.send(topic, 0, "a");
        HeldHandler handler = new HeldHandler(1);
        Config config = GroupTestBed.group(group -> group.withHeartbeat(new HeartbeatConfig(Duration.ofMillis(100)))
                .withRebalance(group.rebalance().withTimeout(Duration.ofSeconds(2))));
        bed.join(GroupTestBed.by(protocol, config), topic, topic, handler);
        handler.awaitBegun();
        removeMembers(topic);
        TopicPartition free = new TopicPartition(topic, 1);
        TopicPartition held = new TopicPartition(topic, 0);
        until(() -> handler.sessions.size() == 3);
        assertThat(handler.sessions)
                .containsExactly(
                        "setup " + GroupTestBed.partitions(topic, 2),
                        "cleanup " + Set.of(free),
                        "setup " + Set.of(free));
        handler.release();
        until(() -> handler.sessions.size() == 5);
        assertThat(handler.sessions).endsWith("cleanup " + Set.of(held), "setup " + Set.of(held));
        // what the lost session marked does not count, so the message comes again
        until(() -> handler.messages.size() == 2 && bed.committed(topic, topic, 0) == 1);
        assertThat(handler.overlapped).isFalse();
    }

    private static void removeMembers(String group) throws Exception {
        bed.oracle
                .admin()
                .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get(60, TimeUnit.SECONDS);
    }
}
