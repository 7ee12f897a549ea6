package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.Config;
import io.myq.error.BrokerException;
import io.myq.error.CommitFailedException;
import io.myq.error.ErrorCode;
import io.myq.group.GroupStatus.State;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Members that have names of their own (KIP-345). */
class StaticMemberIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    private static Config instance(String id, BalanceStrategy... strategies) {
        Config config = GroupTestBed.with(strategies);
        config = config.withMetadata(config.metadata().withRefreshFrequency(Duration.ofMillis(300)));
        return config.withConsumer(
                config.consumer().withGroup(config.consumer().group().withInstanceId(id)));
    }

    static Stream<BalanceStrategy> strategies() {
        return Stream.of(BalanceStrategies.range(), BalanceStrategies.sticky(), BalanceStrategies.cooperativeSticky());
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void whoComesBackGetsItsPartitionsBackWithoutARebalance(BalanceStrategy strategy) throws Exception {
        String topic = "static-" + strategy.name();
        bed.oracle.createTopic(topic, 6);
        // who joins first leads
        ConsumerGroup leader = bed.join(instance("leader", strategy), topic, topic, new RecordingHandler());
        until(() -> leader.status().assigned().size() == 6);
        ConsumerGroup other = bed.join(instance("other", strategy), topic, topic, new RecordingHandler());
        until(() -> GroupTestBed.share(topic, 6, List.of(leader, other))
                && other.status().assigned().size() == 3);
        int generation = other.status().generationId();
        Set<TopicPartition> leaders = leader.status().assigned();
        Set<TopicPartition> others = other.status().assigned();
        long rebalances = other.metrics().rebalances();

        assertThat(leader.close(LIMIT)).isTrue();
        assertThat(bed.oracle.members(topic)).hasSize(2);
        RecordingHandler back = new RecordingHandler();
        ConsumerGroup again = bed.join(instance("leader", strategy), topic, topic, back);
        until(() -> again.status().assigned().equals(leaders));
        assertThat(other.close(LIMIT)).isTrue();
        ConsumerGroup otherAgain = bed.join(instance("other", strategy), topic, topic, new RecordingHandler());
        until(() -> otherAgain.status().assigned().equals(others));

        assertThat(other.metrics().rebalances()).as("noticed nothing").isEqualTo(rebalances);
        assertThat(again.status().generationId()).isEqualTo(generation);
        assertThat(otherAgain.status().generationId()).isEqualTo(generation);
        bed.oracle.sendKeyed(topic, 60, 0, 600);
        until(() -> bed.oracle.committed(topic).values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                == 600);

        // who leads again notices new partitions, as every leader
        bed.oracle.growTo(topic, 8);
        until(() -> GroupTestBed.share(topic, 8, List.of(again, otherAgain)));
        assertThat(again.status().generationId()).isGreaterThan(generation);
    }

    @Test
    void theOlderOfTwoWithOneNameEndsAndSaysWhatToChange() throws Exception {
        bed.oracle.createTopic("static-twice", 2);
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup older =
                bed.join(instance("twin", BalanceStrategies.range()), "static-twice", "static-twice", handler);
        until(() -> older.status().assigned().size() == 2);
        ConsumerGroup newer = bed.join(
                instance("twin", BalanceStrategies.range()), "static-twice", "static-twice", new RecordingHandler());
        until(() -> newer.status().assigned().size() == 2);
        until(() -> older.status().state() == State.FAILED);
        assertThat(older.status().lastFailure())
                .isInstanceOf(BrokerException.class)
                .hasMessage(
                        "Cannot be a member of group 'static-twice': the coordinator " + bed.kafka.bootstrapServers()
                                + " answered FENCED_INSTANCE_ID. Another member with the instance id 'twin' has joined since, and taken this one's place."
                                + " Give each process a Consumer.Group.InstanceId of its own, and start this one again");
        until(() -> handler.running.isEmpty() && older.status().assigned().isEmpty());
        older.close(LIMIT);
        assertThat(older.status().state()).isEqualTo(State.FAILED);
        // that did not take the newer one's place away
        bed.oracle.send("static-twice", 0, "a");
        until(() -> bed.committed("static-twice", "static-twice", 0) == 1);
        assertThat(newer.status().state()).isEqualTo(State.STABLE);
        assertThat(bed.oracle.members("static-twice")).hasSize(1);
    }

    @Test
    void aCommitOfTheOlderOneIsRefusedAndEndsIt() throws Exception {
        bed.oracle.createTopic("static-commit", 1);
        bed.oracle.send("static-commit", 0, "a");
        Config config = instance("twin", BalanceStrategies.range());
        Config seldom = config.withConsumer(config.consumer()
                .withGroup(config.consumer()
                        .group()
                        .withHeartbeat(config.consumer().group().heartbeat().withInterval(Duration.ofSeconds(14)))));
        CompletableFuture<ConsumerGroupSession> session = new CompletableFuture<>();
        RecordingHandler handler = new RecordingHandler() {
            @Override
            void handle(ConsumerGroupSession now, ConsumerGroupClaim claim, io.myq.message.ConsumerMessage message) {
                session.complete(now);
            }
        };
        ConsumerGroup older = bed.join(seldom, "static-commit", "static-commit", handler);
        ConsumerGroupMetadata metadata = session.get(60, TimeUnit.SECONDS).groupMetadata();
        assertThat(metadata.groupInstanceId()).isEqualTo("twin");
        assertThat(metadata.memberId()).startsWith("twin-");
        HeldHandler idle = new HeldHandler(1);
        bed.join(config, "static-commit", "static-commit", idle);
        idle.awaitBegun();

        session.get().markOffset(new TopicPartition("static-commit", 0), 1);
        assertThatThrownBy(() -> session.get().commit().get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("FENCED_INSTANCE_ID");
        until(() -> older.status().state() == State.FAILED);
        assertThat(((BrokerException) older.status().lastFailure()).error()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(bed.committed("static-commit", "static-commit", 0)).isEqualTo(-1);
        idle.release();
    }

    @Test
    void whoDoesNotComeBackCanLeaveAtOnce() throws Exception {
        bed.oracle.createTopic("static-leave", 2);
        ConsumerGroup one = bed.join(
                instance("one", BalanceStrategies.cooperativeSticky()),
                "static-leave",
                "static-leave",
                new RecordingHandler());
        ConsumerGroup two = bed.join(
                instance("two", BalanceStrategies.cooperativeSticky()),
                "static-leave",
                "static-leave",
                new RecordingHandler());
        until(() -> GroupTestBed.share("static-leave", 2, List.of(one, two))
                && one.status().assigned().size() == 1);
        assertThat(one.closeAndLeave(LIMIT)).isTrue();
        until(() -> two.status().assigned().size() == 2);
        assertThat(bed.oracle.members("static-leave")).hasSize(1);
    }
}
