package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.error.ConnectionException;
import io.myq.group.GroupStatus.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GroupBoardTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    private final GroupBoard board = new GroupBoard(Duration.ofSeconds(60), now::get);

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void aFailureIsClearedByASuccessOfItsOwnKindOnly() {
        ConnectionException refused = new ConnectionException("offsets refused");
        ConnectionException late = new ConnectionException("heartbeat late");
        board.troubles().failed("offsets", refused);
        board.troubles().failed("heartbeat", late);
        assertThat(board.status().lastFailure()).isSameAs(late);
        board.troubles().worked("heartbeat");
        assertThat(board.status().lastFailure()).isSameAs(refused);
        board.commitFailed(late);
        board.troubles().worked("offsets");
        assertThat(board.status().lastFailure()).isNull();
        assertThat(board.status().commitFailure()).isSameAs(late);
        board.commitWorked();
        assertThat(board.status().commitFailure()).isNull();
    }

    @Test
    void whatFailsAgainAndAgainIsAProblemHoweverWellOtherThingsGo() {
        board.state(State.STABLE);
        for (int i = 0; i < 10; i++) {
            board.troubles().failed("offsets", new ConnectionException("refused"));
            board.troubles().worked("heartbeat");
            assertThat(board.status().problem()).isNull();
            pass(3);
        }
        board.troubles().failed("offsets", new ConnectionException("refused"));
        assertThat(board.status().problem()).isEqualTo("For 30 s now: refused");
        board.troubles().worked("offsets");
        assertThat(board.status().problem()).isNull();
    }

    @Test
    void commitsThatFailAgainAndAgainAreAProblemAndOneThatIsLongAgoIsNot() {
        board.state(State.STABLE);
        board.commitFailed(new ConnectionException("refused"));
        pass(120);
        assertThat(board.status().problem()).as("not tried again").isNull();
        board.commitWorked();
        board.commitFailed(new ConnectionException("refused"));
        pass(31);
        board.commitFailed(new ConnectionException("refused"));
        pass(1);
        assertThat(board.status().problem()).isEqualTo("For 32 s now: refused");
    }

    @Test
    void joiningForLongerThanARebalanceMayTakeIsAProblem() {
        board.state(State.JOINING);
        board.coordinator("localhost:9092");
        pass(40);
        board.state(State.JOINING);
        pass(35);
        assertThat(board.status().problem()).isNull();
        pass(1);
        assertThat(board.status().problem())
                .isEqualTo(
                        "It has been joining for 76 s, which is longer than Consumer.Group.Rebalance.Timeout (60000 ms):"
                                + " the coordinator localhost:9092 has not let it in. Another member may hold the rebalance up, or"
                                + " the coordinator be overloaded: look at the other members, and at the broker's log");
        board.troubles().failed("join", new ConnectionException("connection lost"));
        assertThat(board.status().problem()).endsWith("(60000 ms): connection lost");
        board.state(State.STABLE);
        board.troubles().worked("join");
        assertThat(board.status().problem()).isNull();
    }

    @Test
    void aTopicThatIsMissingIsNamedAtOnceAndAProblemAfterAWhile() {
        board.state(State.STABLE);
        board.troubles().topicMissing("ordres", "topic 'ordres' does not exist");
        pass(9);
        board.troubles().topicMissing("ordres", "topic 'ordres' does not exist");
        GroupStatus soon = board.status();
        assertThat(soon.waitedTopics()).singleElement().satisfies(waited -> {
            assertThat(waited.topic()).isEqualTo("ordres");
            assertThat(waited.reason()).isEqualTo("topic 'ordres' does not exist");
        });
        assertThat(soon.problem()).isNull();
        pass(1);
        assertThat(board.status().problem())
                .startsWith("topic 'ordres' does not exist (since 20")
                .endsWith("Z)");
        board.troubles().topicFound("ordres");
        assertThat(board.status().problem()).isNull();
        assertThat(board.status().waitedTopics()).isEmpty();
    }

    @Test
    void anEndSaysItsOwnCauseWhateverFailsAfterwards() {
        ConnectionException cause = new ConnectionException("not allowed");
        board.ended(State.FAILED, cause);
        board.troubles().failed("offsets", new ConnectionException("later"));
        pass(100);
        assertThat(board.status().lastFailure()).isSameAs(cause);
        assertThat(board.status().problem()).as("the state says it").isNull();
    }
}
