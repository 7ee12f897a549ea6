package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.BreakerConfig;
import io.myq.config.MetadataConfig;
import io.myq.error.ErrorCode;
import io.myq.internal.protocol.Uuids;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TopicInterestTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    private final TopicInterest interest = new TopicInterest(
            MetadataConfig.defaults(), new TopicBreaker(BreakerConfig.defaults(), Duration.ofSeconds(1)), now::get);
    private final Map<String, TopicView> topics = new HashMap<>();

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Duration answered() {
        return interest.answered(new ClusterView("c", Map.of(), Map.copyOf(topics), Map.of()));
    }

    private void answer(String topic, ErrorCode error) {
        List<PartitionView> partitions =
                error == ErrorCode.NONE ? List.of(new PartitionView(new TopicPartition(topic, 0), 1, 0)) : List.of();
        topics.put(topic, new TopicView(topic, Uuids.ZERO, error, partitions));
    }

    /** How many rounds there are for the topic within the time, when each is asked as soon as it is due. */
    private int roundsWithin(Duration time) {
        long end = now.get() + time.toNanos();
        int rounds = 0;
        for (Duration next = answered(); next != null && now.get() + next.toNanos() - end < 0; next = answered()) {
            pass(next);
            assertThat(interest.due()).isNotEmpty();
            rounds++;
        }
        now.set(end);
        return rounds;
    }

    @Test
    void aTopicThatIsMissingIsAskedAboutOftenAtFirstAndSeldomLater() {
        assertThat(interest.add("ordres", false)).isTrue();
        answer("ordres", ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(roundsWithin(Duration.ofMinutes(1))).isBetween(55, 90);
        roundsWithin(Duration.ofSeconds(1));
        assertThat(roundsWithin(Duration.ofMinutes(10))).isBetween(18, 26);
    }

    @Test
    void aTopicThatIsMissingIsAskedAboutAtOnceWhenSomebodyWantsIt() {
        interest.add("ordres", false);
        answer("ordres", ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        pass(Duration.ofMinutes(2));
        assertThat(answered()).isGreaterThan(Duration.ofSeconds(20));
        assertThat(interest.due()).isEmpty();
        interest.keep("ordres");
        assertThat(interest.due()).as("to keep it is not to want it now").isEmpty();

        assertThat(interest.add("ordres", false)).isTrue();
        assertThat(interest.due()).containsExactly("ordres");
        assertThat(answered()).as("often again").isLessThan(Duration.ofSeconds(1));
        answer("ordres", ErrorCode.NONE);
        assertThat(answered()).isNull();
        assertThat(interest.add("ordres", false)).as("all is well").isFalse();
    }

    @Test
    void oneTopicThatIsMissingForLongDoesNotSlowDownOthers() {
        interest.add("ordres", false);
        answer("ordres", ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        pass(Duration.ofMinutes(2));
        answered();
        interest.add("orders", false);
        answer("orders", ErrorCode.LEADER_NOT_AVAILABLE);
        assertThat(answered()).isLessThan(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(interest.due()).containsExactly("orders");
    }

    @Test
    void whatSomebodyHasToRemoveByHandIsAskedAboutSeldomWhoeverWantsIt() {
        interest.add("secret", false);
        answer("secret", ErrorCode.TOPIC_AUTHORIZATION_FAILED);
        assertThat(answered()).isGreaterThan(Duration.ofSeconds(20));
        assertThat(interest.add("secret", false)).isFalse();
        assertThat(interest.due()).isEmpty();
    }

    @Test
    void whatNobodyNeedsIsForgottenAndWhatIsKeptIsNot() {
        interest.add("sent-once", false);
        interest.add("read", false);
        pass(Duration.ofMinutes(11));
        // the round before this one ended a moment ago, and the reader said then that it needs its topic
        long lastRound = now.get();
        interest.keep("read");
        pass(Duration.ofMinutes(10));
        interest.forgetIdle(lastRound);
        assertThat(interest.names()).containsExactly("read");
        assertThat(interest.keep("sent-once")).isFalse();

        interest.forgetIdle(now.get());
        assertThat(interest.names()).as("nobody needed it after the round").isEmpty();
    }

    @Test
    void aTopicThatIsOnlyWrittenRestsAfterThreeFailuresHoweverOftenItIsWanted() {
        interest.add("ordres", true);
        answer("ordres", ErrorCode.LEADER_NOT_AVAILABLE);
        int before = 0;
        Duration next = answered();
        while (next.compareTo(Duration.ofSeconds(10)) < 0) {
            pass(next);
            before++;
            next = answered();
        }
        assertThat(before).as("those of the first second count once").isBetween(3, 8);
        assertThat(next).isEqualTo(Duration.ofSeconds(10));
        for (int i = 0; i < 99; i++) {
            assertThat(interest.add("ordres", true)).isFalse();
            assertThat(interest.due()).isEmpty();
            assertThat(interest.awake()).isEmpty();
            pass(Duration.ofMillis(100));
        }
        pass(Duration.ofMillis(100));
        assertThat(interest.due()).containsExactly("ordres");
        assertThat(answered()).as("once more in vain").isEqualTo(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(10));
        answer("ordres", ErrorCode.NONE);
        assertThat(answered()).isNull();
        assertThat(interest.awake()).containsExactly("ordres");
    }

    @Test
    void aTopicThatIsReadAsWellDoesNotRest() {
        interest.add("ordres", true);
        interest.add("ordres", false);
        answer("ordres", ErrorCode.LEADER_NOT_AVAILABLE);
        assertThat(roundsWithin(Duration.ofSeconds(30))).isGreaterThan(25);
        assertThat(interest.awake()).containsExactly("ordres");
    }

    @Test
    void aPartitionWithoutALeaderIsNoReasonToRest() {
        interest.add("orders", true);
        topics.put(
                "orders",
                new TopicView(
                        "orders",
                        Uuids.ZERO,
                        ErrorCode.NONE,
                        List.of(new PartitionView(new TopicPartition("orders", 0), PartitionView.NO_LEADER, 3))));
        assertThat(roundsWithin(Duration.ofSeconds(30))).isGreaterThan(25);
    }

    @Test
    void whatOthersFoundIsNotCreatedByAskingUnlessSomebodySendsToIt() {
        assertThat(interest.addFound("found")).isTrue();
        assertThat(interest.mayCreate("found")).isFalse();
        interest.add("found", false);
        assertThat(interest.mayCreate("found")).as("read as well").isFalse();
        interest.add("found", true);
        assertThat(interest.mayCreate("found")).isTrue();

        interest.add("named", false);
        interest.addFound("named");
        assertThat(interest.mayCreate("named")).isTrue();
    }
}
