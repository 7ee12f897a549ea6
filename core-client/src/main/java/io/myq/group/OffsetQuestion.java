package io.myq.group;

import io.myq.internal.cluster.ClusterView;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.OffsetFetchRequest;
import io.myq.internal.protocol.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.myq.internal.protocol.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.myq.internal.protocol.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.myq.internal.protocol.OffsetFetchResponse;
import io.myq.internal.protocol.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.myq.internal.protocol.Request;
import io.myq.internal.protocol.Uuids;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks what a group has committed, in whichever form the broker's version has: one group with topic names, or from
 * version 8 on a list of groups (KIP-709), from version 10 on with topic ids. Immutable; any thread.
 *
 * @param memberId of a member of the consumer protocol, which the coordinator then compares (version 9); else {@code null}
 * @param memberEpoch of that member; else -1
 */
record OffsetQuestion(
        String groupId,
        @Nullable String memberId,
        int memberEpoch,
        Map<String, List<Integer>> partitions,
        Map<String, UUID> topicIds)
        implements Request<OffsetFetchResponse> {

    private static final short FIRST_WITH_GROUPS = 8;
    private static final short FIRST_WITH_STABLE = 7;

    /** One partition's answer, whatever the version. */
    record Row(@Nullable TopicPartition partition, @Nullable OffsetAndMetadata committed, short error) {}

    static OffsetQuestion of(
            String groupId, CommitIdentity identity, Collection<TopicPartition> partitions, ClusterView view) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        partitions.forEach(partition -> byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                .add(partition.partition()));
        int epoch = identity.memberEpoch();
        return new OffsetQuestion(
                groupId, epoch < 0 ? null : identity.memberId(), epoch, byTopic, topicIds(byTopic.keySet(), view));
    }

    static Map<String, UUID> topicIds(Collection<String> topics, ClusterView view) {
        Map<String, UUID> ids = new HashMap<>();
        for (String topic : topics) {
            var known = view.topic(topic);
            ids.put(topic, known == null ? Uuids.ZERO : known.id());
        }
        return ids;
    }

    @Override
    public Api<OffsetFetchResponse> api() {
        return Api.OFFSET_FETCH;
    }

    @Override
    public void write(MessageWriter out) {
        OffsetFetchRequest request = OffsetFetchRequest.defaults();
        if (out.version() >= FIRST_WITH_STABLE) {
            request = request.withRequireStable(true);
        }
        if (out.version() >= FIRST_WITH_GROUPS) {
            List<OffsetFetchRequestTopics> topics = new ArrayList<>();
            partitions.forEach((topic, numbers) ->
                    topics.add(new OffsetFetchRequestTopics(topic, topicIds.getOrDefault(topic, Uuids.ZERO), numbers)));
            request = request.withGroups(List.of(OffsetFetchRequestGroup.defaults()
                    .withGroupId(groupId)
                    .withMemberId(memberId)
                    .withMemberEpoch(memberEpoch)
                    .withTopics(topics)));
        } else {
            List<OffsetFetchRequestTopic> topics = new ArrayList<>();
            partitions.forEach((topic, numbers) -> topics.add(new OffsetFetchRequestTopic(topic, numbers)));
            request = request.withGroupId(groupId).withTopics(topics);
        }
        request.write(out);
    }

    /** The error that concerns all of it. */
    short error(OffsetFetchResponse response) {
        return response.groups().isEmpty()
                ? response.errorCode()
                : response.groups().get(0).errorCode();
    }

    List<Row> rows(OffsetFetchResponse response) {
        List<Row> rows = new ArrayList<>();
        response.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(answer -> rows.add(new Row(
                                new TopicPartition(topic.name(), answer.partitionIndex()),
                                committed(answer.committedOffset(), answer.metadata(), answer.committedLeaderEpoch()),
                                answer.errorCode()))));
        for (OffsetFetchResponseGroup group : response.groups()) {
            group.topics()
                    .forEach(topic -> topic.partitions().forEach(answer -> {
                        String name = topic.name().isEmpty() ? name(topic.topicId()) : topic.name();
                        TopicPartition partition =
                                name == null ? null : new TopicPartition(name, answer.partitionIndex());
                        rows.add(new Row(
                                partition,
                                committed(answer.committedOffset(), answer.metadata(), answer.committedLeaderEpoch()),
                                answer.errorCode()));
                    }));
        }
        return rows;
    }

    private static @Nullable OffsetAndMetadata committed(long offset, @Nullable String metadata, int leaderEpoch) {
        return offset < 0 ? null : new OffsetAndMetadata(offset, metadata, leaderEpoch);
    }

    private @Nullable String name(UUID topicId) {
        return topicIds.entrySet().stream()
                .filter(entry -> entry.getValue().equals(topicId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
