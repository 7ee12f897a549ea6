package io.myq.consumer;

import io.myq.error.ErrorCode;
import io.myq.internal.protocol.FetchRequest;
import io.myq.internal.protocol.FetchRequest.FetchPartition;
import io.myq.internal.protocol.FetchRequest.FetchTopic;
import io.myq.internal.protocol.FetchRequest.ForgottenTopic;
import io.myq.internal.protocol.FetchResponse;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one broker remembers of this consumer's fetches, so that a request says only what changed (KIP-227): a full
 * request opens a session, later ones name new, moved and forgotten partitions. Owned by the loop; does no I/O.
 */
final class FetchSession {

    /** What is wanted of one partition: the broker is to answer from this offset on. */
    record Want(TopicPartition partition, UUID topicId, int leaderEpoch, long offset, int lastEpoch, int maxBytes) {}

    /** 0 while the broker has none for us. */
    private int id;
    /** Of the next request; 0 asks for a new session. */
    private int epoch;

    /** In the order in which they are asked for: those that got data last come last. */
    private final Map<TopicPartition, Want> wanted = new LinkedHashMap<>();

    private final Map<TopicPartition, Want> changed = new LinkedHashMap<>();
    /** What the broker was told last, of what it is to answer. */
    private final Map<TopicPartition, Want> sent = new HashMap<>();
    /** What the broker was told, and is to answer no more; by topic id, because a topic can be created anew. */
    private final Map<TopicPartition, UUID> forgotten = new LinkedHashMap<>();

    private final Map<UUID, String> names = new HashMap<>();

    /** From the next request on, this is wanted of the partition. */
    void want(Want want) {
        TopicPartition partition = want.partition();
        wanted.remove(partition);
        wanted.put(partition, want);
        Want before = sent.get(partition);
        if (before != null && !before.topicId().equals(want.topicId())) {
            forgotten.put(partition, before.topicId());
        } else {
            forgotten.remove(partition);
        }
        changed.remove(partition);
        changed.put(partition, want);
    }

    /** From the next request on, the partition is not wanted. */
    void forget(TopicPartition partition) {
        wanted.remove(partition);
        changed.remove(partition);
        Want before = sent.get(partition);
        if (before != null) {
            forgotten.put(partition, before.topicId());
        }
    }

    /** Whether a request would ask for anything. */
    boolean wantsAny() {
        return !wanted.isEmpty();
    }

    boolean wants(TopicPartition partition) {
        return wanted.containsKey(partition);
    }

    /** What the broker was asked last about the partition, which is what its next answer is about; else {@code null}. */
    @Nullable
    Want sent(TopicPartition partition) {
        return sent.get(partition);
    }

    /** The partition of an answer, which names topics by id or by name. */
    @Nullable
    TopicPartition partition(FetchResponse.FetchableTopicResponse topic, int partition) {
        String name = topic.topic().isEmpty() ? names.get(topic.topicId()) : topic.topic();
        return name == null ? null : new TopicPartition(name, partition);
    }

    /** Fills the next request in. Exactly one of {@link #onResponse} and {@link #onFailure} must follow. */
    FetchRequest next(FetchRequest template) {
        boolean full = epoch == 0;
        if (full) {
            sent.clear();
            forgotten.clear();
            names.clear();
        }
        forgotten.keySet().forEach(sent::remove);
        List<FetchTopic> topics = topics(full ? wanted : changed);
        FetchRequest request = template.withSessionId(id)
                .withSessionEpoch(epoch)
                .withTopics(topics)
                .withForgottenTopicsData(forgottenTopics());
        changed.clear();
        forgotten.clear();
        return request;
    }

    /**
     * Takes notice of an answer.
     *
     * @return whether its partitions count; otherwise the next request opens a new session
     */
    boolean onResponse(FetchResponse response) {
        ErrorCode error = ErrorCode.of(response.errorCode());
        if (error != ErrorCode.NONE) {
            id = error == ErrorCode.FETCH_SESSION_ID_NOT_FOUND ? 0 : id;
            epoch = 0;
            return false;
        }
        if (epoch == 0) {
            // a broker without room for one more session answers in full, with id 0
            id = response.sessionId();
            epoch = id == 0 ? 0 : 1;
        } else if (response.sessionId() != id) {
            epoch = 0;
        } else {
            epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        }
        return true;
    }

    /** No answer: whether the broker took notice is unknown, so the next request closes the session and opens another. */
    void onFailure() {
        epoch = 0;
    }

    private List<FetchTopic> topics(Map<TopicPartition, Want> wants) {
        Map<UUID, Map<String, List<FetchPartition>>> byTopic = new LinkedHashMap<>();
        wants.forEach((partition, want) -> {
            sent.put(partition, want);
            names.put(want.topicId(), partition.topic());
            byTopic.computeIfAbsent(want.topicId(), id -> new LinkedHashMap<>())
                    .computeIfAbsent(partition.topic(), name -> new ArrayList<>())
                    .add(FetchPartition.defaults()
                            .withPartition(partition.partition())
                            .withCurrentLeaderEpoch(want.leaderEpoch())
                            .withFetchOffset(want.offset())
                            .withLastFetchedEpoch(want.lastEpoch())
                            .withPartitionMaxBytes(want.maxBytes()));
        });
        List<FetchTopic> topics = new ArrayList<>();
        byTopic.forEach((topicId, byName) ->
                byName.forEach((name, partitions) -> topics.add(new FetchTopic(name, topicId, partitions))));
        return topics;
    }

    private List<ForgottenTopic> forgottenTopics() {
        Map<UUID, Map<String, List<Integer>>> byTopic = new LinkedHashMap<>();
        forgotten.forEach((partition, topicId) -> byTopic.computeIfAbsent(topicId, id -> new LinkedHashMap<>())
                .computeIfAbsent(partition.topic(), name -> new ArrayList<>())
                .add(partition.partition()));
        List<ForgottenTopic> topics = new ArrayList<>();
        byTopic.forEach((topicId, byName) ->
                byName.forEach((name, partitions) -> topics.add(new ForgottenTopic(name, topicId, partitions))));
        return topics;
    }
}
