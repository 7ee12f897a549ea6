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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks leaders for the first, the next, or some time's offset of partitions (ListOffsets): what is asked for in one turn of
 * the loop goes out as one request per leader, on connections where no long poll is in the way. Owned by the loop.
 */
final class OffsetLookup {

    /** All that is in the log, whatever becomes of its transactions. */
    static final byte UNCOMMITTED = 0;

    /** Takes the outcome of one question, once, on the loop. */
    interface Answer {

        /**
         * @param offset -1 where a time was asked for and nothing is as late
         * @param leaderEpoch of the message there, or of the last one; -1 where the broker does not say
         */
        void found(long offset, int leaderEpoch);

        /** @param cause a {@link BrokerException} when the leader said so */
        void failed(MyqException cause);
    }

    private record Target(int leader, byte isolation) {}

    private record Question(Target target, TopicPartition partition, int leaderEpoch, long timestamp, Answer answer) {}

    private final FetchContext context;
    private final Map<Target, List<Question>> questions = new HashMap<>();

    OffsetLookup(FetchContext context) {
        this.context = context;
    }

    /**
     * @param timestamp {@link Consumer#OLDEST} or {@link Consumer#NEWEST}, which are the protocol's numbers too, or
     *     milliseconds: the first message that is not earlier
     * @param isolation 1 for an end that open transactions hold back
     */
    void find(PartitionFetch partition, long timestamp, byte isolation, Answer answer) {
        find(partition.leader, partition.partition, partition.leaderEpoch, timestamp, isolation, answer);
    }

    /** The same for a partition that nobody reads. */
    void find(int leader, TopicPartition partition, int leaderEpoch, long timestamp, byte isolation, Answer answer) {
        add(new Question(new Target(leader, isolation), partition, leaderEpoch, timestamp, answer));
    }

    private void add(Question question) {
        List<Question> sameTarget = questions.computeIfAbsent(question.target(), id -> new ArrayList<>());
        if (sameTarget.isEmpty()) {
            context.cluster().loop().execute(() -> send(question.target()));
        }
        sameTarget.add(question);
    }

    private void send(Target target) {
        List<Question> asked = questions.remove(target);
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
                .withIsolationLevel(target.isolation())
                .withTopics(list)
                .withTimeoutMs((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        context.lookupLane().send(target.leader(), request, timeout, new ResponseHandler<>() {
            @Override
            public void onResponse(ListOffsetsResponse response) {
                answer(target.leader(), byPartition, response);
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
        boolean nothingAsLate = question.timestamp() >= 0 && partition.offset() == -1;
        if (error == ErrorCode.NONE && (partition.offset() >= 0 || nothingAsLate)) {
            question.answer().found(partition.offset(), partition.leaderEpoch());
            return;
        }
        String what = error == ErrorCode.NONE ? "offset " + partition.offset() : error.name();
        question.answer()
                .failed(new BrokerException(
                        error,
                        context.nameOf(leader) + " was asked for " + text(question.timestamp()) + " of "
                                + question.partition() + " and answered " + what));
    }

    private static String text(long timestamp) {
        if (timestamp >= 0) {
            return "the offset at " + Instant.ofEpochMilli(timestamp);
        }
        return "the " + (timestamp == Consumer.OLDEST ? "oldest" : "newest") + " offset";
    }
}
