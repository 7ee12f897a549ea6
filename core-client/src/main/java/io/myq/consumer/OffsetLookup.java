package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.ListOffsetsRequest;
import io.myq.internal.protocol.ListOffsetsRequest.ListOffsetsPartition;
import io.myq.internal.protocol.ListOffsetsRequest.ListOffsetsTopic;
import io.myq.internal.protocol.ListOffsetsResponse;
import io.myq.internal.protocol.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks leaders for the first or the next offset of partitions (ListOffsets): what is asked for in one turn of the loop
 * goes out as one request per leader, on connections where no long poll is in the way. Owned by the loop.
 */
final class OffsetLookup {

    /** Takes the outcome of one question, once, on the loop. */
    interface Answer {
        void found(long offset);

        /** @param cause a {@link BrokerException} when the leader said so */
        void failed(MyqException cause);
    }

    private record Question(int leader, TopicPartition partition, int leaderEpoch, long timestamp, Answer answer) {}

    private final FetchContext context;
    private final Map<Integer, List<Question>> questions = new HashMap<>();

    OffsetLookup(FetchContext context) {
        this.context = context;
    }

    /** @param timestamp {@link Consumer#OLDEST} or {@link Consumer#NEWEST}, which are the protocol's numbers too */
    void find(PartitionFetch partition, long timestamp, Answer answer) {
        add(new Question(partition.leader, partition.partition, partition.leaderEpoch, timestamp, answer));
    }

    private void add(Question question) {
        List<Question> sameLeader = questions.computeIfAbsent(question.leader(), id -> new ArrayList<>());
        if (sameLeader.isEmpty()) {
            context.cluster().loop().execute(() -> send(question.leader()));
        }
        sameLeader.add(question);
    }

    private void send(int leader) {
        List<Question> asked = questions.remove(leader);
        if (asked == null) {
            return;
        }
        Map<TopicPartition, Question> byPartition = new HashMap<>();
        Map<String, List<ListOffsetsPartition>> topics = new LinkedHashMap<>();
        for (Question question : asked) {
            if (byPartition.putIfAbsent(question.partition(), question) != null) {
                // a request must not name a partition twice
                add(question);
                continue;
            }
            topics.computeIfAbsent(question.partition().topic(), topic -> new ArrayList<>())
                    .add(new ListOffsetsPartition(
                            question.partition().partition(), question.leaderEpoch(), question.timestamp()));
        }
        List<ListOffsetsTopic> list = new ArrayList<>();
        topics.forEach((topic, partitions) -> list.add(new ListOffsetsTopic(topic, partitions)));
        var timeout = context.cluster().config().net().readTimeout();
        var request = ListOffsetsRequest.defaults()
                .withReplicaId(-1)
                .withTopics(list)
                .withTimeoutMs((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        context.lookupLane().send(leader, request, timeout, new ResponseHandler<>() {
            @Override
            public void onResponse(ListOffsetsResponse response) {
                answer(leader, byPartition, response);
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                byPartition.values().forEach(question -> question.answer().failed(cause));
            }
        });
    }

    private void answer(int leader, Map<TopicPartition, Question> open, ListOffsetsResponse response) {
        for (var topic : response.topics()) {
            for (ListOffsetsPartitionResponse partition : topic.partitions()) {
                Question question = open.remove(new TopicPartition(topic.name(), partition.partitionIndex()));
                if (question != null) {
                    answer(question, partition, leader);
                }
            }
        }
        open.values()
                .forEach(question -> question.answer()
                        .failed(new MyqException(context.nameOf(leader) + " was asked for an offset of "
                                + question.partition() + " and did not mention it")));
    }

    private void answer(Question question, ListOffsetsPartitionResponse partition, int leader) {
        ErrorCode error = ErrorCode.of(partition.errorCode());
        if (error == ErrorCode.NONE && partition.offset() >= 0) {
            question.answer().found(partition.offset());
            return;
        }
        String what = error == ErrorCode.NONE ? "offset " + partition.offset() : error.name();
        question.answer()
                .failed(new BrokerException(
                        error,
                        context.nameOf(leader) + " was asked for the "
                                + (question.timestamp() == Consumer.OLDEST ? "oldest" : "newest") + " offset of "
                                + question.partition() + " and answered " + what));
    }
}
