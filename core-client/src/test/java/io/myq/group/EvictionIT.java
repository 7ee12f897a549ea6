package io.myq.group;

import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.AutoCommitConfig;
import io.myq.config.Config;
import io.myq.config.HeartbeatConfig;
import io.myq.error.CommitFailedException;
import io.myq.group.GroupStatus.State;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The coordinator does not count the member any more. */
class EvictionIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    @Test
    void showsThatACommitFailedAndJoinsAnewWhenItIsNoLongerAMember() throws Exception {
        bed.oracle.createTopic("evicted", 1);
        bed.oracle.send("evicted", 0, "a");
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
        Config config = GroupTestBed.group(group -> group.withHeartbeat(new HeartbeatConfig(Duration.ofSeconds(20))));
        config = config.withConsumer(config.consumer()
                .withOffsets(config.consumer()
                        .offsets()
                        .withAutoCommit(new AutoCommitConfig(false, Duration.ofSeconds(1)))));
        ConsumerGroup group = bed.join(config, "evicted", "evicted", handler);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        removeMembers("evicted");
        removed.countDown();
        until(() -> commit.get() != null && commit.get().isDone());
        assertThatThrownBy(() -> commit.get().get())
                .cause()
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("evicted-0@1")
                .hasMessageContaining("UNKNOWN_MEMBER_ID");
        assertThat(group.status().commitFailure()).isInstanceOf(CommitFailedException.class);
        assertThat(group.metrics().failedCommits()).isEqualTo(1);
        // a member again, and the message comes again because nothing was committed
        until(() -> handler.messages.size() == 2 && group.status().state() == State.STABLE);
        assertThat(bed.committed("evicted", "evicted", 0)).isEqualTo(-1);
    }

    /** As in sarama: setup, a claim per partition, and when all of them have returned one cleanup. */
    @Test
    void cleansUpOnceForAllClaimsOfTheLostSessionBeforeTheNextIsSetUp() throws Exception {
        bed.oracle.createTopic("session", 3);
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = bed.join(GroupTestBed.config(), "session", "session", handler);
        until(() -> handler.running.size() == 3);
        removeMembers("session");
        until(() -> handler.sessions.size() == 3);
        Set<TopicPartition> all = GroupTestBed.partitions("session", 3);
        assertThat(handler.sessions).containsExactly("setup " + all, "cleanup " + all, "setup " + all);
        until(() -> handler.running.size() == 3 && group.status().assigned().equals(all));
        assertThat(handler.overlapped).isFalse();
    }

    @Test
    void doesNotWaitForAHandlerOfALostSessionForEver() throws Exception {
        bed.oracle.createTopic("handler-stuck", 2);
        bed.oracle.send("handler-stuck", 0, "a");
        HeldHandler handler = new HeldHandler(1);
        Config config = GroupTestBed.group(group -> group.withHeartbeat(new HeartbeatConfig(Duration.ofMillis(100)))
                .withRebalance(group.rebalance().withTimeout(Duration.ofSeconds(2))));
        bed.join(config, "handler-stuck", "handler-stuck", handler);
        handler.awaitBegun();
        removeMembers("handler-stuck");
        TopicPartition free = new TopicPartition("handler-stuck", 1);
        TopicPartition held = new TopicPartition("handler-stuck", 0);
        until(() -> handler.sessions.size() == 3);
        assertThat(handler.sessions)
                .containsExactly(
                        "setup " + GroupTestBed.partitions("handler-stuck", 2),
                        "cleanup " + Set.of(free),
                        "setup " + Set.of(free));
        handler.release();
        until(() -> handler.sessions.size() == 5);
        assertThat(handler.sessions).endsWith("cleanup " + Set.of(held), "setup " + Set.of(held));
        // what the lost session marked does not count, so the message comes again
        until(() -> handler.messages.size() == 2 && bed.committed("handler-stuck", "handler-stuck", 0) == 1);
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
