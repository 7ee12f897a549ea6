package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.error.ProtocolException;
import io.myq.group.ConsumerAssignment.Step;
import io.myq.internal.protocol.ConsumerGroupHeartbeatResponse.TopicPartitions;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is assigned beside what is had, without a broker. */
class ConsumerAssignmentTest {

    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(2, 2);
    private static final Map<UUID, String> BOTH = Map.of(A, "a", B, "b");
    private static final TopicPartition A0 = new TopicPartition("a", 0);
    private static final TopicPartition A1 = new TopicPartition("a", 1);

    private final ConsumerAssignment assignment = new ConsumerAssignment();

    private static TopicPartitions topic(UUID id, Integer... partitions) {
        return new TopicPartitions(id, List.of(partitions));
    }

    @Test
    void beginsWhatIsAssignedAndGivesUpWhatIsNot() {
        assertThat(assignment.step(BOTH)).isEqualTo(new Step(Set.of(), Set.of(), Set.of()));
        assertThat(assignment.assign(List.of(topic(A, 0, 1)))).isTrue();
        assertThat(assignment.step(BOTH)).isEqualTo(new Step(Set.of(A0, A1), Set.of(), Set.of()));
        assertThat(assignment.step(BOTH)).isEqualTo(new Step(Set.of(), Set.of(), Set.of()));
        assertThat(assignment.assign(List.of(topic(A, 1)))).isTrue();
        assertThat(assignment.step(BOTH)).isEqualTo(new Step(Set.of(), Set.of(A0), Set.of()));
        assertThat(assignment.step(BOTH)).as("begun already").isEqualTo(new Step(Set.of(), Set.of(), Set.of()));
        assertThat(assignment.owned()).as("not given up yet").isEqualTo(Map.of(A, List.of(0, 1)));
        assignment.released(Set.of(A0));
        assertThat(assignment.owned()).isEqualTo(Map.of(A, List.of(1)));
    }

    @Test
    void keepsWhatHasNoNameYetAndBeginsItWhenItHas() {
        assignment.assign(List.of(topic(A, 0), topic(B, 0)));
        assertThat(assignment.step(Map.of(A, "a"))).isEqualTo(new Step(Set.of(A0), Set.of(), Set.of(B)));
        assertThat(assignment.owned()).isEqualTo(Map.of(A, List.of(0)));
        assertThat(assignment.step(BOTH)).isEqualTo(new Step(Set.of(new TopicPartition("b", 0)), Set.of(), Set.of()));
    }

    @Test
    void doesNotBeginWhatIsBackBeforeItWasGivenUp() {
        assignment.assign(List.of(topic(A, 0)));
        assignment.step(BOTH);
        assignment.assign(List.of());
        assertThat(assignment.step(BOTH).lost()).containsExactly(A0);
        assignment.assign(List.of(topic(A, 0)));
        assertThat(assignment.step(BOTH)).isEqualTo(new Step(Set.of(), Set.of(), Set.of()));
        assignment.released(Set.of(A0));
        assertThat(assignment.step(BOTH).gained()).containsExactly(A0);
    }

    @Test
    void givesTheOldTopicUpBeforeItBeginsTheNewOneOfTheSameName() {
        assignment.assign(List.of(topic(A, 0)));
        assignment.step(BOTH);
        assignment.assign(List.of(topic(B, 0)));
        Map<UUID, String> anew = Map.of(B, "a");
        assertThat(assignment.step(anew)).isEqualTo(new Step(Set.of(), Set.of(A0), Set.of()));
        assertThat(assignment.owned()).isEqualTo(Map.of(A, List.of(0)));
        assignment.released(Set.of(A0));
        assertThat(assignment.step(anew).gained()).containsExactly(A0);
        assertThat(assignment.owned()).isEqualTo(Map.of(B, List.of(0)));
    }

    @Test
    void tellsWhetherSomethingChanged() {
        assertThat(assignment.assign(List.of())).isFalse();
        assertThat(assignment.isEmpty()).isTrue();
        assertThat(assignment.assign(List.of(topic(A, 1, 0)))).isTrue();
        assertThat(assignment.assign(List.of(topic(A, 0), topic(A, 1, 1)))).isFalse();
        assertThat(assignment.isEmpty()).isFalse();
        assertThatThrownBy(() -> assignment.assign(List.of(topic(A, -1))))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("negative");
        assertThat(assignment.assign(List.of(topic(A, 0, 1))))
                .as("nothing was taken")
                .isFalse();
        assignment.clear();
        assertThat(assignment.owned()).isEmpty();
    }

    /** However assignments, names and ends of claims come, what is had in the end is what was assigned last. */
    @Test
    void hasInTheEndWhatWasAssignedLast() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        Random random = new Random(seed);
        Set<TopicPartition> claims = new TreeSet<>();
        Set<TopicPartition> ending = new TreeSet<>();
        for (int i = 0; i < 2000; i++) {
            if (random.nextInt(3) == 0) {
                assignment.assign(List.of(topic(A, random.nextInt(3), random.nextInt(3)), topic(B, random.nextInt(3))));
            }
            if (random.nextBoolean() && !ending.isEmpty()) {
                TopicPartition one = ending.iterator().next();
                ending.remove(one);
                claims.remove(one);
                assignment.released(Set.of(one));
            }
            take(assignment.step(random.nextBoolean() ? BOTH : Map.of(A, "a")), claims, ending, seed);
        }
        assignment.assign(List.of(topic(A, 0, 1), topic(B, 2)));
        for (int i = 0; i < 3; i++) {
            take(assignment.step(BOTH), claims, ending, seed);
            claims.removeAll(ending);
            assignment.released(ending);
            ending.clear();
        }
        assertThat(claims).as("seed %d", seed).containsExactly(A0, A1, new TopicPartition("b", 2));
        assertThat(assignment.owned()).as("seed %d", seed).isEqualTo(Map.of(A, List.of(0, 1), B, List.of(2)));
    }

    private static void take(Step step, Set<TopicPartition> claims, Set<TopicPartition> ending, long seed) {
        for (TopicPartition gained : step.gained()) {
            assertThat(claims.add(gained)).as("%s twice, seed %d", gained, seed).isTrue();
        }
        for (TopicPartition lost : step.lost()) {
            assertThat(claims.contains(lost) && ending.add(lost))
                    .as("%s, seed %d", lost, seed)
                    .isTrue();
        }
    }
}
