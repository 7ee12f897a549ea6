package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.PartitionView;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.MetadataRequest;
import io.myq.internal.protocol.MetadataRequest.MetadataRequestTopic;
import io.myq.internal.protocol.MetadataResponse;
import io.myq.internal.protocol.MetadataResponse.MetadataResponseTopic;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What applications ask of the cluster itself: which topics and partitions there are, and which offsets they have. Its
 * methods block, on any thread but the loop; the attempts are the loop's.
 */
final class TopicQuestions {

    private final FetchContext context;
    private final OffsetLookup lookup;
    private final Questions questions;

    TopicQuestions(FetchContext context, OffsetLookup lookup) {
        this.context = context;
        this.lookup = lookup;
        this.questions = new Questions(context);
    }

    Set<String> topics(Duration timeout) throws InterruptedException {
        return questions.ask(
                "its topics",
                timeout,
                answer -> metadata(null, answer, response -> {
                    Set<String> names = new TreeSet<>();
                    for (MetadataResponseTopic topic : response.topics()) {
                        if (topic.name() != null && ErrorCode.of(topic.errorCode()) == ErrorCode.NONE) {
                            names.add(topic.name());
                        }
                    }
                    return names;
                }));
    }

    Set<TopicPartition> partitions(String topic, Duration timeout) throws InterruptedException {
        List<MetadataRequestTopic> asked =
                List.of(MetadataRequestTopic.defaults().withName(topic));
        List<MetadataResponseTopic> found = questions.ask(
                "the partitions of topic " + topic,
                timeout,
                answer -> metadata(asked, answer, response -> {
                    response.topics().forEach(one -> check(topic, one, false));
                    return response.topics();
                }));
        Set<TopicPartition> partitions = new TreeSet<>();
        for (MetadataResponseTopic one : found) {
            check(topic, one, true);
            one.partitions().forEach(number -> partitions.add(new TopicPartition(topic, number.partitionIndex())));
        }
        return partitions;
    }

    /** A topic that does not exist is an answer, and nothing to ask about again. */
    private static void check(String topic, MetadataResponseTopic answer, boolean mustExist) {
        ErrorCode error = ErrorCode.of(answer.errorCode());
        boolean missing = error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        if (error != ErrorCode.NONE && (mustExist || !missing)) {
            throw new BrokerException(
                    error,
                    "Cannot tell the partitions of topic " + topic + ": the cluster answers " + error
                            + (missing ? ", so it does not exist" : ""));
        }
    }

    private interface Reading<T> {
        T of(MetadataResponse response);
    }

    private <T> void metadata(
            @Nullable List<MetadataRequestTopic> topics, CompletableFuture<T> answer, Reading<T> reading) {
        var request = MetadataRequest.defaults().withTopics(topics).withAllowAutoTopicCreation(false);
        var timeout = context.cluster().config().net().readTimeout();
        context.lookupLane().sendToAny(request, timeout, new ResponseHandler<>() {
            @Override
            public void onResponse(MetadataResponse response) {
                try {
                    answer.complete(reading.of(response));
                } catch (MyqException e) {
                    answer.completeExceptionally(e);
                }
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                answer.completeExceptionally(cause);
            }
        });
    }

    /** @param timestamp as the protocol says it; where nothing is as late as a time, the end */
    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, long timestamp, Duration timeout)
            throws InterruptedException {
        Map<TopicPartition, Long> found = new TreeMap<>();
        if (partitions.isEmpty()) {
            return found;
        }
        // what has been found is not asked for again; only the loop writes to it, and this thread after the last
        // attempt
        return questions.ask(
                "offsets of " + partitions, timeout, answer -> new Round(partitions, timestamp, found, answer).begin());
    }

    /** One attempt for all that is still open. Owned by the loop. */
    private final class Round {

        private final Set<TopicPartition> open;
        private final long timestamp;
        private final Map<TopicPartition, Long> found;
        private final CompletableFuture<Map<TopicPartition, Long>> answer;
        private int outstanding;
        private @Nullable MyqException failure;

        Round(
                Collection<TopicPartition> partitions,
                long timestamp,
                Map<TopicPartition, Long> found,
                CompletableFuture<Map<TopicPartition, Long>> answer) {
            this.open = new HashSet<>(partitions);
            this.timestamp = timestamp;
            this.found = found;
            this.answer = answer;
        }

        void begin() {
            open.removeAll(found.keySet());
            outstanding = open.size();
            for (TopicPartition partition : open) {
                PartitionView leader = context.cluster().view().partition(partition);
                if (leader == null || !leader.writable()) {
                    context.cluster().addTopics(List.of(partition.topic()));
                    failed(new MyqException("the leader of " + partition + " is not known"));
                } else {
                    find(partition, leader, timestamp);
                }
            }
        }

        private void find(TopicPartition partition, PartitionView leader, long which) {
            byte isolation = context.settings().isolationLevel();
            lookup.find(leader.leader(), partition, leader.leaderEpoch(), which, isolation, new OffsetLookup.Answer() {
                @Override
                public void found(long offset, int leaderEpoch) {
                    if (offset < 0) {
                        find(partition, leader, Consumer.NEWEST);
                    } else {
                        found.put(partition, offset);
                        ended();
                    }
                }

                @Override
                public void failed(MyqException cause) {
                    Round.this.failed(cause);
                }
            });
        }

        private void failed(MyqException cause) {
            failure = cause;
            context.cluster().refresh(String.valueOf(cause.getMessage()));
            ended();
        }

        private void ended() {
            outstanding--;
            if (outstanding > 0) {
                return;
            }
            if (failure == null) {
                answer.complete(new TreeMap<>(found));
            } else {
                answer.completeExceptionally(failure);
            }
        }
    }
}
