package io.myq.producer;

import io.myq.error.MyqException;
import io.myq.internal.cluster.CappedRequest;
import io.myq.internal.protocol.AddPartitionsToTxnRequest;
import io.myq.internal.protocol.AddPartitionsToTxnRequest.AddPartitionsToTxnTopic;
import io.myq.internal.protocol.AddPartitionsToTxnResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the coordinator which partitions a transaction writes to, before anything goes there: needed with transactions of
 * version 1; later ones learn it from the batches themselves (KIP-890). Owned by the owner loop.
 */
final class TxnPartitions {

    /** Newer versions are for brokers among themselves. */
    private static final short NEWEST_OF_CLIENTS = 3;

    private final Pipeline pipeline;
    private final TransactionManager manager;
    private final Set<PartitionSender> added = new HashSet<>();
    private final Set<PartitionSender> wanted = new LinkedHashSet<>();
    private @Nullable CoordinatorCall<AddPartitionsToTxnResponse> call;
    private boolean scheduled;

    TxnPartitions(Pipeline pipeline, TransactionManager manager) {
        this.pipeline = pipeline;
        this.manager = manager;
    }

    /** Whether batches may go to the partition; if not, they may when the coordinator knows it. */
    boolean admits(PartitionSender partition) {
        if (added.contains(partition)) {
            return true;
        }
        if (wanted.add(partition) && call == null && !scheduled) {
            // soon, so that one request takes all that are ready now
            scheduled = true;
            pipeline.execute(this::send);
        }
        return false;
    }

    /** A transaction has ended, or will not go on. */
    void clear() {
        added.clear();
        wanted.clear();
        if (call != null) {
            call.cancel();
            call = null;
        }
    }

    private void send() {
        scheduled = false;
        if (call != null || wanted.isEmpty() || !manager.state().sends()) {
            return;
        }
        List<PartitionSender> asked = List.copyOf(wanted);
        manager.onStarting();
        CoordinatorCall<AddPartitionsToTxnResponse> current = new CoordinatorCall<>(
                pipeline,
                manager.coordinator(),
                new CappedRequest<>(request(asked), NEWEST_OF_CLIENTS),
                TxnPartitions::answer,
                response -> onAdded(asked),
                this::onFailed);
        call = current;
        current.start();
    }

    private AddPartitionsToTxnRequest request(List<PartitionSender> asked) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (PartitionSender partition : asked) {
            byTopic.computeIfAbsent(partition.topicPartition().topic(), topic -> new ArrayList<>())
                    .add(partition.topicPartition().partition());
        }
        List<AddPartitionsToTxnTopic> topics = new ArrayList<>();
        byTopic.forEach((topic, numbers) -> topics.add(new AddPartitionsToTxnTopic(topic, numbers)));
        return AddPartitionsToTxnRequest.defaults()
                .withV3AndBelowTransactionalId(manager.transactionalId())
                .withV3AndBelowProducerId(manager.identity().producerId())
                .withV3AndBelowProducerEpoch(manager.identity().producerEpoch())
                .withV3AndBelowTopics(topics);
    }

    private static TxnAnswer answer(AddPartitionsToTxnResponse response) {
        List<Map.Entry<String, Short>> errors = new ArrayList<>();
        response.resultsByTopicV3AndBelow()
                .forEach(topic -> topic.resultsByPartition()
                        .forEach(result -> errors.add(
                                Map.entry(topic.name() + "-" + result.partitionIndex(), result.partitionErrorCode()))));
        return TxnAnswer.worst(errors);
    }

    private void onAdded(List<PartitionSender> partitions) {
        call = null;
        added.addAll(partitions);
        partitions.forEach(wanted::remove);
        partitions.forEach(PartitionSender::proceed);
        send();
        pipeline.pump();
    }

    private void onFailed(TxnVerdict verdict, MyqException cause) {
        call = null;
        manager.onFailed(verdict, cause);
    }
}
