package io.myq.group;

import io.myq.internal.protocol.ConsumerGroupHeartbeatRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a heartbeat of the consumer protocol says: everything to a coordinator that may not know it (the join, after an
 * error), else only what changed. Owned by the loop.
 */
final class HeartbeatContents {

    private static final int JOIN = 0;

    private final String groupId;
    private final ConsumerSettings settings;
    /** What the coordinator is known to know; {@code null} when that is nothing. */
    private @Nullable Facts told;

    /** @param accepted to be run when it has succeeded */
    record Next(ConsumerGroupHeartbeatRequest request, Runnable accepted) {}

    /** What changes while a member is one. */
    private record Facts(Set<String> topics, Map<UUID, List<Integer>> owned) {}

    HeartbeatContents(String groupId, ConsumerSettings settings) {
        this.groupId = groupId;
        this.settings = settings;
    }

    /** The coordinator may not have heard what was said last, or be another one. */
    void forget() {
        told = null;
    }

    /** Whether the coordinator knows that these topics are to be read. */
    boolean knows(Set<String> topics) {
        Facts facts = told;
        return facts != null && facts.topics().equals(topics);
    }

    /** @param epoch 0 to join */
    Next next(String memberId, int epoch, Set<String> topics, Map<UUID, List<Integer>> owned) {
        // who joins has nothing, whatever it had
        Facts now = new Facts(Set.copyOf(topics), epoch == JOIN ? Map.of() : owned);
        Facts before = epoch == JOIN ? null : told;
        ConsumerGroupHeartbeatRequest request = ConsumerGroupHeartbeatRequest.defaults()
                .withGroupId(groupId)
                .withMemberId(memberId)
                .withMemberEpoch(epoch)
                .withInstanceId(settings.instanceId());
        if (before == null) {
            request = request.withRackId(settings.rackId())
                    .withRebalanceTimeoutMs(millis(settings.rebalanceTimeout()))
                    .withServerAssignor(settings.assignor());
        }
        if (before == null || !before.topics().equals(now.topics())) {
            request = request.withSubscribedTopicNames(
                    now.topics().stream().sorted().toList());
        }
        if (before == null || !before.owned().equals(now.owned())) {
            request = request.withTopicPartitions(list(now.owned()));
        }
        return new Next(request, () -> told = now);
    }

    private static List<ConsumerGroupHeartbeatRequest.TopicPartitions> list(Map<UUID, List<Integer>> owned) {
        List<ConsumerGroupHeartbeatRequest.TopicPartitions> list = new ArrayList<>();
        owned.forEach((id, numbers) -> list.add(new ConsumerGroupHeartbeatRequest.TopicPartitions(id, numbers)));
        return list;
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }
}
