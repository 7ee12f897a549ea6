package io.myq.group;

import io.myq.error.ErrorCode;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.OffsetCommitRequest;
import io.myq.internal.protocol.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.myq.internal.protocol.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.myq.internal.protocol.OffsetCommitResponse;
import io.myq.internal.protocol.Request;
import io.myq.internal.protocol.Uuids;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Commits offsets; topics by name and, for brokers that want it, by id. Immutable; any thread. */
record CommitRequest(OffsetCommitRequest body, Map<UUID, String> names) implements Request<OffsetCommitResponse> {

    static CommitRequest of(String groupId, CommitIdentity identity, Map<Mark, OffsetAndMetadata> offsets) {
        Map<String, List<OffsetCommitRequestPartition>> topics = new TreeMap<>();
        Map<String, UUID> ids = new HashMap<>();
        offsets.forEach((mark, offset) -> {
            String topic = mark.partition().topic();
            ids.put(topic, mark.topicId());
            topics.computeIfAbsent(topic, name -> new ArrayList<>())
                    .add(OffsetCommitRequestPartition.defaults()
                            .withPartitionIndex(mark.partition().partition())
                            .withCommittedOffset(offset.offset())
                            .withCommittedLeaderEpoch(offset.leaderEpoch())
                            .withCommittedMetadata(offset.metadata()));
        });
        Map<UUID, String> names = new HashMap<>();
        List<OffsetCommitRequestTopic> list = new ArrayList<>();
        topics.forEach((topic, partitions) -> {
            UUID id = ids.getOrDefault(topic, Uuids.ZERO);
            names.put(id, topic);
            list.add(new OffsetCommitRequestTopic(topic, id, partitions));
        });
        OffsetCommitRequest body = OffsetCommitRequest.defaults()
                .withGroupId(groupId)
                .withMemberId(identity.memberId())
                .withGenerationIdOrMemberEpoch(identity.generation())
                .withGroupInstanceId(identity.instanceId())
                .withTopics(list);
        return new CommitRequest(body, names);
    }

    /** Brokers before 2.1 look at it (KIP-211). @param retention zero for as long as they themselves say */
    CommitRequest keptFor(Duration retention) {
        return retention.isZero() ? this : new CommitRequest(body.withRetentionTimeMs(retention.toMillis()), names);
    }

    @Override
    public Api<OffsetCommitResponse> api() {
        return Api.OFFSET_COMMIT;
    }

    @Override
    public void write(MessageWriter out) {
        body.write(out);
    }

    Map<TopicPartition, ErrorCode> errors(OffsetCommitResponse response) {
        Map<TopicPartition, ErrorCode> errors = new HashMap<>();
        response.topics().forEach(topic -> {
            String name = topic.name().isEmpty() ? names.getOrDefault(topic.topicId(), "") : topic.name();
            topic.partitions()
                    .forEach(partition -> errors.put(
                            new TopicPartition(name, partition.partitionIndex()), ErrorCode.of(partition.errorCode())));
        });
        return errors;
    }
}
