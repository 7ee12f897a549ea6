package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.group.HeartbeatContents.Next;
import io.myq.internal.protocol.ConsumerGroupHeartbeatRequest;
import io.myq.internal.protocol.ConsumerGroupHeartbeatRequest.TopicPartitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is said when: all of it, what changed, or nothing. */
class HeartbeatContentsTest {

    private static final UUID ID = new UUID(1, 2);
    private static final Set<String> TOPICS = Set.of("b", "a");
    private static final Map<UUID, List<Integer>> OWNED = Map.of(ID, List.of(0, 2));

    private final HeartbeatContents contents = new HeartbeatContents(
            "g",
            new ConsumerSettings(
                    "i", "r", "range", Duration.ofSeconds(60), Duration.ofSeconds(45), Duration.ofSeconds(3)));

    private Next say(int epoch, Set<String> topics, Map<UUID, List<Integer>> owned) {
        return contents.next("m", epoch, topics, owned);
    }

    @Test
    void saysAllWhenItJoinsAndHasNothingThen() {
        ConsumerGroupHeartbeatRequest join = say(0, TOPICS, OWNED).request();
        assertThat(join)
                .isEqualTo(new ConsumerGroupHeartbeatRequest(
                        "g", "m", 0, "i", "r", 60_000, List.of("a", "b"), null, "range", List.of()));
    }

    @Test
    void saysNothingWhenNothingChanged() {
        say(0, TOPICS, Map.of()).accepted().run();
        ConsumerGroupHeartbeatRequest beat = say(1, TOPICS, Map.of()).request();
        assertThat(beat)
                .isEqualTo(new ConsumerGroupHeartbeatRequest("g", "m", 1, "i", null, -1, null, null, null, null));
        assertThat(contents.knows(Set.of("a", "b"))).isTrue();
    }

    @Test
    void saysWhatChangedUntilItWasAccepted() {
        say(0, TOPICS, Map.of()).accepted().run();
        for (int i = 0; i < 2; i++) {
            ConsumerGroupHeartbeatRequest beat = say(1, TOPICS, OWNED).request();
            assertThat(beat.subscribedTopicNames()).isNull();
            assertThat(beat.rebalanceTimeoutMs()).isEqualTo(-1);
            assertThat(beat.topicPartitions()).containsExactly(new TopicPartitions(ID, List.of(0, 2)));
        }
        say(1, TOPICS, OWNED).accepted().run();
        assertThat(say(1, TOPICS, OWNED).request().topicPartitions()).isNull();
        assertThat(say(1, Set.of("a"), OWNED).request().subscribedTopicNames()).containsExactly("a");
        assertThat(say(2, TOPICS, Map.of()).request().topicPartitions())
                .as("not null: it has none")
                .isEmpty();
        assertThat(contents.knows(Set.of("a"))).isFalse();
    }

    @Test
    void saysAllAfterAnErrorWithWhatItHas() {
        say(0, TOPICS, Map.of()).accepted().run();
        contents.forget();
        assertThat(say(7, TOPICS, OWNED).request())
                .isEqualTo(new ConsumerGroupHeartbeatRequest(
                        "g",
                        "m",
                        7,
                        "i",
                        "r",
                        60_000,
                        List.of("a", "b"),
                        null,
                        "range",
                        List.of(new TopicPartitions(ID, List.of(0, 2)))));
        assertThat(contents.knows(TOPICS)).isFalse();
    }
}
