package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategies;
import io.myq.config.Config;
import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.group.EndCause.Reason;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Handlers are told why their claims end. */
class EndCauseIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    /** Remembers what claims, their sessions and cleanup were told. */
    private static final class AskingHandler extends RecordingHandler {
        final List<EndCause> causes = new CopyOnWriteArrayList<>();
        volatile @Nullable EndCause before = new EndCause(Reason.CLOSED, null);

        @Override
        public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
            before = session.endCause();
            super.consumeClaim(session, claim);
            causes.add(claim.endCause());
            causes.add(session.endCause());
        }

        @Override
        public void cleanup(ConsumerGroupSession session, Set<TopicPartition> lost) {
            causes.add(session.endCause());
            super.cleanup(session, lost);
        }

        /** Three times the same: the claim, its session, and cleanup. */
        EndCause only() {
            until(() -> causes.size() == 3);
            assertThat(Set.copyOf(causes)).hasSize(1);
            assertThat(before).isNull();
            return causes.get(0);
        }
    }

    private static Config instance(String id) {
        Config config = GroupTestBed.with(BalanceStrategies.range());
        return config.withConsumer(
                config.consumer().withGroup(config.consumer().group().withInstanceId(id)));
    }

    @Test
    void aRebalance() throws Exception {
        bed.oracle.createTopic("end-rebalance", 1);
        Config config = GroupTestBed.with(BalanceStrategies.range());
        AskingHandler handler = new AskingHandler();
        ConsumerGroup one = bed.join(config, "end-rebalance", "end-rebalance", handler);
        until(() -> !handler.running.isEmpty());
        bed.join(config, "end-rebalance", "end-rebalance", new RecordingHandler());
        assertThat(handler.only()).isEqualTo(new EndCause(Reason.REBALANCE, null));
        one.close(LIMIT);
    }

    @Test
    void aClose() throws Exception {
        bed.oracle.createTopic("end-close", 1);
        AskingHandler handler = new AskingHandler();
        ConsumerGroup group = bed.join(GroupTestBed.config(), "end-close", "end-close", handler);
        until(() -> !handler.running.isEmpty());
        assertThat(group.close(LIMIT)).isTrue();
        assertThat(handler.only()).isEqualTo(new EndCause(Reason.CLOSED, null));
    }

    @Test
    void anEviction() throws Exception {
        bed.oracle.createTopic("end-evicted", 1);
        AskingHandler handler = new AskingHandler();
        bed.join(instance("evicted"), "end-evicted", "end-evicted", handler);
        until(() -> !handler.running.isEmpty());
        bed.oracle
                .admin()
                .removeMembersFromConsumerGroup(
                        "end-evicted", new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("evicted"))))
                .all()
                .get(60, TimeUnit.SECONDS);
        EndCause cause = handler.only();
        assertThat(cause.reason()).isEqualTo(Reason.EVICTED);
        assertThat(((BrokerException) cause.error()).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(cause.error()).hasMessageContaining("no longer counts this member of group 'end-evicted'");
    }

    @Test
    void anotherMemberOfTheSameName() throws Exception {
        bed.oracle.createTopic("end-fenced", 1);
        AskingHandler handler = new AskingHandler();
        bed.join(instance("twin"), "end-fenced", "end-fenced", handler);
        until(() -> !handler.running.isEmpty());
        bed.join(instance("twin"), "end-fenced", "end-fenced", new RecordingHandler());
        EndCause cause = handler.only();
        assertThat(cause.reason()).isEqualTo(Reason.FENCED);
        assertThat(cause.error()).hasMessageContaining("instance id 'twin'");
    }

    @Test
    void theEndOfTheClient() throws Exception {
        bed.oracle.createTopic("end-client", 1);
        AskingHandler handler = new AskingHandler();
        var client = bed.client(GroupTestBed.config());
        bed.join(client, "end-client", "end-client", handler);
        until(() -> !handler.running.isEmpty());
        client.close();
        assertThat(handler.only().reason()).isEqualTo(Reason.CLOSED);
    }
}
