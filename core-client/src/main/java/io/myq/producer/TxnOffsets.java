package io.myq.producer;

import io.myq.internal.cluster.CappedRequest;
import io.myq.internal.cluster.CoordinatorType;
import io.myq.internal.protocol.AddOffsetsToTxnRequest;
import io.myq.internal.protocol.AddOffsetsToTxnResponse;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.TxnOffsetCommitRequest;
import io.myq.internal.protocol.TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition;
import io.myq.internal.protocol.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import io.myq.internal.protocol.TxnOffsetCommitResponse;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The offsets that a transaction commits with its messages: kept until the commit, then handed to the coordinators of
 * their groups, one group after the other. Owned by the owner loop.
 */
final class TxnOffsets {

    /** Newer versions stand for AddOffsetsToTxn as well, which only transactions of version 2 understand. */
    private static final short NEWEST_OF_V1 = 4;

    private final Pipeline pipeline;
    private final TransactionManager manager;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, TransactionCoordinator> coordinators = new LinkedHashMap<>();

    private final ArrayDeque<Group> unsent = new ArrayDeque<>();
    private Runnable done = () -> {};
    private CoordinatorCall.Failed failed = (verdict, cause) -> {};
    private @Nullable CoordinatorCall<?> call;

    private static final class Group {
        ConsumerGroupMetadata metadata;
        final Map<TopicPartition, OffsetAndMetadata> offsets = new TreeMap<>();

        Group(ConsumerGroupMetadata metadata) {
            this.metadata = metadata;
        }
    }

    TxnOffsets(Pipeline pipeline, TransactionManager manager) {
        this.pipeline = pipeline;
        this.manager = manager;
    }

    /** The newest offset of a partition counts, and the newest metadata of a group. */
    void add(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        Group group = groups.computeIfAbsent(metadata.groupId(), id -> new Group(metadata));
        group.metadata = metadata;
        group.offsets.putAll(offsets);
    }

    /** A transaction has ended, or will not go on. */
    void clear() {
        groups.clear();
        unsent.clear();
        if (call != null) {
            call.cancel();
            call = null;
        }
    }

    /** Hands all of them over. */
    void send(Runnable whenDone, CoordinatorCall.Failed whenFailed) {
        done = whenDone;
        failed = whenFailed;
        unsent.clear();
        groups.values().stream().filter(group -> !group.offsets.isEmpty()).forEach(unsent::add);
        next();
    }

    private void next() {
        Group group = unsent.peekFirst();
        if (group == null) {
            call = null;
            done.run();
            return;
        }
        manager.onStarting();
        if (manager.v2()) {
            commit(group);
        } else {
            start(new CoordinatorCall<>(
                    pipeline,
                    manager.coordinator(),
                    new AddOffsetsToTxnRequest(
                            manager.transactionalId(),
                            manager.identity().producerId(),
                            manager.identity().producerEpoch(),
                            group.metadata.groupId()),
                    (AddOffsetsToTxnResponse response) -> TxnAnswer.of(response.errorCode()),
                    response -> commit(group),
                    failed));
        }
    }

    private void commit(Group group) {
        short newest = manager.v2() ? Api.TXN_OFFSET_COMMIT.maxVersion() : NEWEST_OF_V1;
        TransactionCoordinator coordinator = coordinators.computeIfAbsent(
                group.metadata.groupId(),
                id -> new TransactionCoordinator(pipeline.cluster(), manager.lane(), CoordinatorType.GROUP, id));
        start(new CoordinatorCall<>(
                pipeline,
                coordinator,
                new CappedRequest<>(request(group), newest),
                TxnOffsets::answer,
                response -> {
                    unsent.pollFirst();
                    next();
                },
                failed));
    }

    private void start(CoordinatorCall<?> next) {
        call = next;
        next.start();
    }

    /** Goes on after the tries were used up. */
    void resume() {
        if (call != null) {
            call.start();
        }
    }

    private TxnOffsetCommitRequest request(Group group) {
        Map<String, List<TxnOffsetCommitRequestPartition>> byTopic = new TreeMap<>();
        group.offsets.forEach(
                (partition, offset) -> byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(TxnOffsetCommitRequestPartition.defaults()
                                .withPartitionIndex(partition.partition())
                                .withCommittedOffset(offset.offset())
                                .withCommittedLeaderEpoch(offset.leaderEpoch())
                                .withCommittedMetadata(offset.metadata())));
        List<TxnOffsetCommitRequestTopic> topics = new ArrayList<>();
        byTopic.forEach((topic, partitions) -> topics.add(new TxnOffsetCommitRequestTopic(topic, partitions)));
        return TxnOffsetCommitRequest.defaults()
                .withTransactionalId(manager.transactionalId())
                .withGroupId(group.metadata.groupId())
                .withProducerId(manager.identity().producerId())
                .withProducerEpoch(manager.identity().producerEpoch())
                .withGenerationId(group.metadata.generationId())
                .withMemberId(group.metadata.memberId())
                .withGroupInstanceId(group.metadata.groupInstanceId())
                .withTopics(topics);
    }

    private static TxnAnswer answer(TxnOffsetCommitResponse response) {
        List<Map.Entry<String, Short>> errors = new ArrayList<>();
        response.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> errors.add(
                                Map.entry(topic.name() + "-" + partition.partitionIndex(), partition.errorCode()))));
        return TxnAnswer.worst(errors);
    }
}
