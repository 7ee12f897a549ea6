package io.myq.group;

import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.group.GroupStatus.State;
import io.myq.testing.OpenCluster;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A coordinator that refuses joins. */
class JoinRetryIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static Config retries(int max) {
        return GroupTestBed.group(group -> group.withRebalance(group.rebalance()
                .withRetry(group.rebalance().retry().withMax(max).withBackoff(Duration.ofMillis(20)))));
    }

    @Test
    void endsTheMemberAfterAsManyAttemptsAsAreAllowed() throws Exception {
        broker.oracle().createTopic("join-limited", 1);
        broker.faults()
                .add(Match.requests(ApiKeys.JOIN_GROUP), Actions.refuse(Errors.COORDINATOR_LOAD_IN_PROGRESS.code()));
        try (OpenCluster client = OpenCluster.at(broker.proxied(), retries(2));
                ConsumerGroup group = GroupFactory.open(client.cluster, "join-limited")) {
            group.consume(List.of("join-limited"), new RecordingHandler());
            until(() -> group.status().state() == State.FAILED);
            assertThat(group.status().lastFailure())
                    .hasMessageStartingWith("Group 'join-limited' could not be joined in 3 attempts in a row, and"
                            + " Consumer.Group.Rebalance.Retry.Max allows no more than 2 after the first. The last: ")
                    .hasMessageContaining("COORDINATOR_LOAD_IN_PROGRESS");
        }
    }

    @Test
    void countsFailuresInARowOnly() throws Exception {
        broker.oracle().createTopic("join-passes", 1);
        broker.faults()
                .add(
                        Match.requests(ApiKeys.JOIN_GROUP).times(2),
                        Actions.refuse(Errors.COORDINATOR_LOAD_IN_PROGRESS.code()));
        try (OpenCluster client = OpenCluster.at(broker.proxied(), retries(2));
                ConsumerGroup group = GroupFactory.open(client.cluster, "join-passes")) {
            group.consume(List.of("join-passes"), new RecordingHandler());
            until(() -> group.status().assigned().size() == 1);
            assertThat(group.status().lastFailure()).isNull();
        }
    }
}
