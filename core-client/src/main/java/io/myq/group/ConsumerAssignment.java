package io.myq.group;

import io.myq.error.ProtocolException;
import io.myq.internal.protocol.ConsumerGroupHeartbeatResponse;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator assigned, by topic ids, beside what the member has: a topic whose name is not known yet is kept until
 * it is, and a partition that is being given up belongs to the member until it was. Owned by the loop.
 */
final class ConsumerAssignment {

    /** {@code null} before the coordinator has said anything. */
    private @Nullable Map<UUID, Set<Integer>> target;

    private final Map<TopicPartition, UUID> owned = new TreeMap<>();
    private final Set<TopicPartition> leaving = new TreeSet<>();

    /**
     * What to do now; it counts as begun.
     *
     * @param gained to be read from now on
     * @param lost to be given up, and then to be {@linkplain #released released}
     * @param unknown topic ids that have no name yet
     */
    record Step(Set<TopicPartition> gained, Set<TopicPartition> lost, Set<UUID> unknown) {}

    /**
     * Takes what the coordinator assigned.
     *
     * @return whether it is another assignment than before
     * @throws ProtocolException when it cannot be true; then nothing was taken
     */
    boolean assign(List<ConsumerGroupHeartbeatResponse.TopicPartitions> told) {
        Map<UUID, Set<Integer>> next = new HashMap<>();
        for (var topic : told) {
            Set<Integer> numbers = next.computeIfAbsent(topic.topicId(), id -> new TreeSet<>());
            numbers.addAll(topic.partitions());
            if (numbers.stream().anyMatch(number -> number < 0)) {
                throw new ProtocolException("The coordinator assigned a partition with a negative number: "
                        + topic.topicId() + " " + topic.partitions());
            }
        }
        next.values().removeIf(Set::isEmpty);
        boolean same = target == null ? next.isEmpty() : next.equals(target);
        target = next;
        return !same;
    }

    /** Whether there is anything that the coordinator wants this member to read. */
    boolean isEmpty() {
        return target == null || target.isEmpty();
    }

    /** @param names of the topic ids that are known */
    Step step(Map<UUID, String> names) {
        Set<TopicPartition> gained = new TreeSet<>();
        Set<TopicPartition> lost = new TreeSet<>();
        Set<UUID> unknown = new TreeSet<>();
        Map<UUID, Set<Integer>> wanted = target;
        if (wanted != null) {
            owned.forEach((partition, id) -> {
                boolean kept = wanted.getOrDefault(id, Set.of()).contains(partition.partition());
                if (!kept && leaving.add(partition)) {
                    lost.add(partition);
                }
            });
            wanted.forEach((id, numbers) -> {
                String name = names.get(id);
                if (name == null) {
                    unknown.add(id);
                } else {
                    gain(name, id, numbers, gained);
                }
            });
        }
        return new Step(gained, lost, unknown);
    }

    /** What is still being given up, perhaps for a topic of the same name that is gone, has to be given up first. */
    private void gain(String name, UUID id, Set<Integer> numbers, Set<TopicPartition> gained) {
        for (int number : numbers) {
            TopicPartition partition = new TopicPartition(name, number);
            if (owned.putIfAbsent(partition, id) == null) {
                gained.add(partition);
            }
        }
    }

    /** These were given up: somebody else may have them. */
    void released(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            if (leaving.remove(partition)) {
                owned.remove(partition);
            }
        }
    }

    /** The coordinator does not count this member any more. */
    void clear() {
        target = null;
        owned.clear();
        leaving.clear();
    }

    /** What this member has, with all that it has not given up yet, as the coordinator is told. */
    Map<UUID, List<Integer>> owned() {
        Map<UUID, List<Integer>> byId = new TreeMap<>();
        owned.forEach((partition, id) ->
                byId.computeIfAbsent(id, topic -> new ArrayList<>()).add(partition.partition()));
        return byId;
    }
}
