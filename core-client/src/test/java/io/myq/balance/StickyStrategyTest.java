package io.myq.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategy.Joining;
import io.myq.balance.BalanceStrategy.Member;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.protocol.types.ArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.Type;
import org.junit.jupiter.api.Test;

/** The sticky strategies, as a group lives with them: members remember, come and go; held against kafka-clients. */
class StickyStrategyTest {

    private static final int GROUPS = 300;
    private static final BalanceStrategy STICKY = BalanceStrategies.sticky();

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void sharesAtLeastAsEvenlyAsKafkasAssignorWhoeverComesAndGoes() {
        System.out.println("seed " + seed);
        for (int i = 0; i < GROUPS; i++) {
            Map<String, Integer> topics = randomTopics();
            List<Member> members = randomMembers(topics, 1 + random.nextInt(6));
            for (int generation = 1; generation <= 4; generation++) {
                Map<String, Set<TopicPartition>> plan = STICKY.plan(members, topics);
                assertThat(all(plan)).as("seed %d", seed).isEqualTo(wanted(members, topics));
                assertThat(unevenness(plan))
                        .as("seed %d: %s of %s", seed, members, topics)
                        .isLessThanOrEqualTo(unevenness(KafkaAssignors.planOf(new StickyAssignor(), members, topics)));
                members = comeAndGo(remember(members, plan, generation), topics, generation);
            }
        }
    }

    @Test
    void movesNoMoreThanKafkasAssignorWhereAllWantTheSame() {
        System.out.println("seed " + seed);
        for (int i = 0; i < GROUPS; i++) {
            Map<String, Integer> topics = randomTopics();
            List<Member> members = sameMembers(topics, 1 + random.nextInt(6));
            for (int generation = 1; generation <= 4; generation++) {
                Map<String, Set<TopicPartition>> plan = STICKY.plan(members, topics);
                assertThat(plan.values().stream().mapToInt(Set::size).max().orElseThrow()
                                - plan.values().stream()
                                        .mapToInt(Set::size)
                                        .min()
                                        .orElseThrow())
                        .isLessThanOrEqualTo(1);
                assertThat(kept(members, plan))
                        .as("seed %d: %s of %s", seed, members, topics)
                        .isGreaterThanOrEqualTo(
                                kept(members, KafkaAssignors.planOf(new StickyAssignor(), members, topics)));
                members = remember(members, plan, generation);
                if (random.nextBoolean()) {
                    members.add(member("new-" + generation, members.get(0).topics(), Set.of(), -1));
                } else if (members.size() > 1) {
                    members.remove(random.nextInt(members.size()));
                }
            }
        }
    }

    @Test
    void evensOutOverMembersBetween() {
        // a can give only to b, and b only to c: no single move helps, a chain of two does
        List<Member> members = List.of(
                member("a", List.of("x"), partitions("x", 0, 3), 1),
                member("b", List.of("x", "y"), partitions("y", 0, 2), 1),
                member("c", List.of("y"), partitions("y", 2, 3), 1));
        assertThat(STICKY.plan(members, Map.of("x", 3, "y", 3)).values()).allMatch(share -> share.size() == 2);
    }

    @Test
    void kafkasAssignorReadsWhatOursRemembers() {
        Set<TopicPartition> had = new TreeSet<>(partitions("b", 0, 2));
        had.add(new TopicPartition("a", 4));
        byte[] ours = STICKY.userData(new Joining(Set.of("a", "b"), had, 7, null));
        var theirs = new Reader().memberData(new Subscription(List.of("a", "b"), ByteBuffer.wrap(ours)));
        assertThat(theirs.generation).isEqualTo(Optional.of(7));
        assertThat(theirs.partitions)
                .containsExactlyInAnyOrderElementsOf(
                        had.stream().map(KafkaAssignors::theirs).toList());
        assertThat(STICKY.userData(new Joining(Set.of("a"), Set.of(), -1, null)))
                .as("nothing to remember")
                .isNull();
    }

    @Test
    void readsWhatKafkasAssignorRemembersInBothVersions() {
        StickyAssignor theirs = new StickyAssignor();
        Set<TopicPartition> had = partitions("topic", 0, 3);
        theirs.onAssignment(
                new Assignment(had.stream().map(KafkaAssignors::theirs).toList()), generation(9));
        StickyUserData read = StickyUserData.of(bytes(theirs.subscriptionUserData(Set.of("topic"))));
        assertThat(read.generation()).isEqualTo(9);
        assertThat(read.assigned()).containsExactlyInAnyOrderElementsOf(had);
        assertThat(read.bytes()).isEqualTo(bytes(theirs.subscriptionUserData(Set.of("topic"))));

        StickyUserData oldest = StickyUserData.of(versionZero("topic", 0, 1, 2));
        assertThat(oldest.generation()).isEqualTo(-1);
        assertThat(oldest.assigned()).containsExactlyInAnyOrderElementsOf(had);
    }

    @Test
    void whatCannotBeUnderstoodIsNoMemory() {
        assertThat(StickyUserData.of(null).assigned()).isEmpty();
        assertThat(StickyUserData.of(new byte[0]).assigned()).isEmpty();
        assertThat(StickyUserData.of(new byte[] {127, 127, 127, 127, 0, 9, 'x'}).assigned())
                .isEmpty();
        assertThat(StickyUserData.of(new byte[] {0, 0, 0, 1, -1, -1, 0, 0}).assigned())
                .isEmpty();
    }

    @Test
    void cooperativeStickySaysItsGenerationAsKafkasAssignorDoes() {
        CooperativeStickyAssignor theirs = new CooperativeStickyAssignor();
        theirs.onAssignment(new Assignment(List.of()), generation(5));
        byte[] ours = BalanceStrategies.cooperativeSticky().userData(new Joining(Set.of("t"), Set.of(), 5, null));
        assertThat(ours).isEqualTo(bytes(theirs.subscriptionUserData(Set.of("t"))));
        // a member that says its generation nowhere else: its claim is the newer one
        List<Member> members = List.of(
                new Member("a", null, List.of("t"), List.copyOf(partitions("t", 0, 1)), -1, null, ours),
                new Member("b", List.of("t"), List.copyOf(partitions("t", 0, 1)), 4));
        assertThat(BalanceStrategies.cooperativeSticky().plan(members, Map.of("t", 1)))
                .isEqualTo(Map.of("a", partitions("t", 0, 1), "b", Set.of()));
    }

    /** There is no other way to tell an assignor. */
    @SuppressWarnings("removal")
    private static ConsumerGroupMetadata generation(int generation) {
        return new ConsumerGroupMetadata("group", generation, "member", Optional.empty());
    }

    /** Lets the test ask. */
    private static final class Reader extends StickyAssignor {
        @Override
        public MemberData memberData(Subscription subscription) {
            return super.memberData(subscription);
        }
    }

    private static byte[] versionZero(String topic, Object... numbers) {
        Schema ofTopic = new Schema(new Field("topic", Type.STRING), new Field("partitions", new ArrayOf(Type.INT32)));
        Schema schema = new Schema(new Field("previous_assignment", new ArrayOf(ofTopic)));
        Struct struct = new Struct(schema);
        Struct one = new Struct(ofTopic).set("topic", topic).set("partitions", numbers);
        struct.set("previous_assignment", new Object[] {one});
        ByteBuffer buffer = ByteBuffer.allocate(schema.sizeOf(struct));
        schema.write(buffer, struct);
        return buffer.array();
    }

    private static Set<TopicPartition> partitions(String topic, int from, int to) {
        Set<TopicPartition> partitions = new TreeSet<>();
        for (int number = from; number < to; number++) {
            partitions.add(new TopicPartition(topic, number));
        }
        return partitions;
    }

    private static Member member(String id, List<String> topics, Set<TopicPartition> had, int generation) {
        byte[] memory = STICKY.userData(new Joining(Set.copyOf(topics), had, generation, null));
        return new Member(id, null, topics, List.of(), generation, null, memory);
    }

    private static List<Member> remember(List<Member> members, Map<String, Set<TopicPartition>> plan, int generation) {
        List<Member> after = new ArrayList<>();
        members.forEach(member ->
                after.add(member(member.memberId(), member.topics(), plan.get(member.memberId()), generation)));
        return after;
    }

    private List<Member> comeAndGo(List<Member> members, Map<String, Integer> topics, int generation) {
        if (members.size() > 1 && random.nextBoolean()) {
            members.remove(random.nextInt(members.size()));
        }
        members.addAll(randomMembers(topics, random.nextInt(2)).stream()
                .map(member -> new Member("new-" + generation, member.topics(), List.of(), -1))
                .toList());
        return members;
    }

    private static int kept(List<Member> members, Map<String, Set<TopicPartition>> plan) {
        return members.stream()
                .mapToInt(member -> {
                    Set<TopicPartition> same =
                            new HashSet<>(StickyUserData.of(member.userData()).assigned());
                    same.retainAll(plan.get(member.memberId()));
                    return same.size();
                })
                .sum();
    }

    /** The smaller, the more even. */
    private static int unevenness(Map<String, Set<TopicPartition>> plan) {
        return plan.values().stream()
                .mapToInt(share -> share.size() * share.size())
                .sum();
    }

    private static Set<TopicPartition> all(Map<String, Set<TopicPartition>> plan) {
        List<TopicPartition> all = plan.values().stream().flatMap(Set::stream).toList();
        assertThat(all).doesNotHaveDuplicates();
        return new TreeSet<>(all);
    }

    private static Set<TopicPartition> wanted(List<Member> members, Map<String, Integer> topics) {
        Set<TopicPartition> wanted = new TreeSet<>();
        members.stream()
                .flatMap(member -> member.topics().stream())
                .distinct()
                .forEach(topic -> wanted.addAll(partitions(topic, 0, topics.get(topic))));
        return wanted;
    }

    private Map<String, Integer> randomTopics() {
        Map<String, Integer> topics = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            topics.put("topic" + i, 1 + random.nextInt(12));
        }
        return topics;
    }

    private List<Member> randomMembers(Map<String, Integer> topics, int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> some = topics.keySet().stream()
                    .filter(topic -> random.nextInt(3) > 0)
                    .toList();
            // Kafka's assignor gives partitions also to a member that wants none, and seems more even then
            List<String> wanted =
                    some.isEmpty() ? List.of(topics.keySet().iterator().next()) : some;
            members.add(new Member("member-" + i, wanted, List.of(), -1));
        }
        return members;
    }

    private static List<Member> sameMembers(Map<String, Integer> topics, int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new Member("member-" + i, List.copyOf(topics.keySet()), List.of(), -1));
        }
        return members;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
