package io.myq.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategy.Member;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.junit.jupiter.api.Test;

/** Random groups, planned by us and by kafka-clients' assignors of the same names. */
class BalanceStrategyPropertiesTest {

    private static final int GROUPS = 500;

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void rangeSharesExactlyAsKafkasAssignorDoes() {
        System.out.println("seed " + seed);
        for (int i = 0; i < GROUPS; i++) {
            Map<String, Integer> topics = randomTopics();
            List<Member> members = randomMembers(topics, 1 + random.nextInt(6));

            assertThat(BalanceStrategies.range().plan(members, topics))
                    .as("seed %d: %s of %s", seed, members, topics)
                    .isEqualTo(KafkaAssignors.planOf(new RangeAssignor(), members, topics));
        }
    }

    @Test
    void roundRobinSharesExactlyAsKafkasAssignorDoes() {
        System.out.println("seed " + seed);
        for (int i = 0; i < GROUPS; i++) {
            Map<String, Integer> topics = randomTopics();
            List<Member> members = randomMembers(topics, 1 + random.nextInt(6));

            assertThat(BalanceStrategies.roundRobin().plan(members, topics))
                    .as("seed %d: %s of %s", seed, members, topics)
                    .isEqualTo(KafkaAssignors.planOf(new RoundRobinAssignor(), members, topics));
        }
    }

    @Test
    void cooperativeStickySharesFairlyAndGivesEachPartitionToOneMemberThatWantsIt() {
        System.out.println("seed " + seed);
        for (int i = 0; i < GROUPS; i++) {
            Map<String, Integer> topics = randomTopics();
            List<Member> members = randomMembers(topics, 1 + random.nextInt(6));

            List<Member> settled = settle(members, topics);

            assertThat(all(settled)).as("seed %d", seed).isEqualTo(wanted(members, topics));
            assertThat(settled)
                    .allSatisfy(member -> assertThat(member.topics())
                            .containsAll(member.owned().stream()
                                    .map(TopicPartition::topic)
                                    .toList()));
            assertFair(settled);
        }
    }

    @Test
    void cooperativeStickyNeverHandsOutWhatAnotherMemberStillHas() {
        System.out.println("seed " + seed);
        for (int i = 0; i < GROUPS; i++) {
            Map<String, Integer> topics = randomTopics();
            List<Member> before = settle(randomMembers(topics, 1 + random.nextInt(5)), topics);
            List<Member> grown = new ArrayList<>(before);
            grown.add(new Member("z-new", List.copyOf(topics.keySet()), List.of(), -1));

            Map<String, Set<TopicPartition>> plan =
                    BalanceStrategies.cooperativeSticky().plan(grown, topics);

            for (Member owner : before) {
                plan.forEach((member, given) -> {
                    if (!member.equals(owner.memberId())) {
                        assertThat(given).as("seed %d", seed).noneMatch(owner.owned()::contains);
                    }
                });
            }
        }
    }

    @Test
    void cooperativeStickyMovesNoMoreThanKafkasAssignorWhenAMemberLeaves() {
        System.out.println("seed " + seed);
        for (int i = 0; i < GROUPS; i++) {
            Map<String, Integer> topics = randomTopics();
            List<String> names = List.copyOf(topics.keySet());
            List<Member> before = settle(members(2 + random.nextInt(6), n -> names), topics);
            List<Member> after = before.subList(1, before.size());

            int oursKept = kept(after, BalanceStrategies.cooperativeSticky().plan(after, topics));
            int theirsKept = kept(after, KafkaAssignors.planOf(new CooperativeStickyAssignor(), after, topics));

            assertThat(oursKept).as("seed %d", seed).isGreaterThanOrEqualTo(theirsKept);
        }
    }

    @Test
    void theNewerOfTwoClaimsCountsAndTwoOfOneGenerationCancelEachOther() {
        TopicPartition first = new TopicPartition("t", 0);
        TopicPartition second = new TopicPartition("t", 1);
        List<Member> members = List.of(
                new Member("a", List.of("t"), List.of(first, second), 4),
                new Member("b", List.of("t"), List.of(first), 5),
                new Member("c", List.of("t"), List.of(second), 4));

        assertThat(Owners.of(members, Map.of("t", 2))).isEqualTo(Map.of(first, "b"));
    }

    private List<Member> settle(List<Member> members, Map<String, Integer> topics) {
        List<Member> current = members;
        for (int generation = 1; generation <= 3; generation++) {
            Map<String, Set<TopicPartition>> plan =
                    BalanceStrategies.cooperativeSticky().plan(current, topics);
            int now = generation;
            current = current.stream()
                    .map(member -> new Member(
                            member.memberId(), member.topics(), List.copyOf(plan.get(member.memberId())), now))
                    .toList();
        }
        return current;
    }

    /** Fair: nobody could take a partition from somebody who has two more. */
    private void assertFair(List<Member> members) {
        for (Member rich : members) {
            for (Member poor : members) {
                boolean couldTake = rich.owned().stream()
                        .anyMatch(partition -> poor.topics().contains(partition.topic()));
                assertThat(couldTake && rich.owned().size() > poor.owned().size() + 1)
                        .as("seed %d: %s could take from %s", seed, poor, rich)
                        .isFalse();
            }
        }
    }

    private static int kept(List<Member> members, Map<String, Set<TopicPartition>> plan) {
        return members.stream()
                .mapToInt(member -> {
                    Set<TopicPartition> same = new HashSet<>(member.owned());
                    same.retainAll(plan.get(member.memberId()));
                    return same.size();
                })
                .sum();
    }

    private Map<String, Integer> randomTopics() {
        Map<String, Integer> topics = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            topics.put("topic" + i, 1 + random.nextInt(12));
        }
        return topics;
    }

    private List<Member> randomMembers(Map<String, Integer> topics, int count) {
        return members(
                count,
                n -> topics.keySet().stream()
                        .filter(topic -> random.nextInt(3) > 0)
                        .toList());
    }

    private static List<Member> members(int count, java.util.function.IntFunction<List<String>> topics) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // some are static; the order of their instances is not that of their ids
            String instance = i % 3 == 1 ? "instance-" + (count - i) : null;
            members.add(new Member("member-" + i, instance, topics.apply(i), List.of(), -1, null, null));
        }
        return members;
    }

    private static Set<TopicPartition> all(List<Member> members) {
        List<TopicPartition> owned =
                members.stream().flatMap(member -> member.owned().stream()).toList();
        assertThat(owned).doesNotHaveDuplicates();
        return new TreeSet<>(owned);
    }

    private static Set<TopicPartition> wanted(List<Member> members, Map<String, Integer> topics) {
        Set<TopicPartition> wanted = new TreeSet<>();
        members.stream().flatMap(member -> member.topics().stream()).distinct().forEach(topic -> {
            for (int number = 0; number < topics.get(topic); number++) {
                wanted.add(new TopicPartition(topic, number));
            }
        });
        return wanted;
    }
}
