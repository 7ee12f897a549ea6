package io.myq.producer;

import io.myq.error.ErrorCode;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.Node;
import io.myq.internal.cluster.PartitionView;
import io.myq.internal.protocol.ProduceResponse;
import io.myq.internal.protocol.ProduceResponse.PartitionProduceResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who leads now, as told by a broker that does not (KIP-951, Produce from version 10 on): so a batch can go on at once,
 * without asking the cluster first. Stateless; the owner loop calls it.
 */
final class LeaderHints {

    private LeaderHints() {}

    static void take(
            ProduceResponse response, Map<PartitionSender, PartitionProduceResponse> answers, Cluster cluster) {
        List<PartitionView> leaders = new ArrayList<>(0);
        answers.forEach((partition, answer) -> {
            if (answer.errorCode() != 0 && tellsLeader(answer)) {
                leaders.add(new PartitionView(
                        partition.topicPartition(),
                        answer.currentLeader().leaderId(),
                        answer.currentLeader().leaderEpoch()));
            }
        });
        if (!leaders.isEmpty()) {
            List<Node> nodes = response.nodeEndpoints().stream()
                    .map(node -> new Node(node.nodeId(), node.host(), node.port(), node.rack()))
                    .toList();
            cluster.learnLeaders(nodes, leaders);
        }
    }

    private static boolean tellsLeader(PartitionProduceResponse answer) {
        ErrorCode error = ErrorCode.of(answer.errorCode());
        return (error == ErrorCode.NOT_LEADER_OR_FOLLOWER || error == ErrorCode.FENCED_LEADER_EPOCH)
                && answer.currentLeader().leaderId() >= 0
                && answer.currentLeader().leaderEpoch() >= 0;
    }
}
