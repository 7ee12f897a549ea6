package io.myq.group;

import io.myq.error.ErrorCode;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.TopicView;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps the topics of a member known, and notices which of them do not exist, or cannot be read for another reason. Owned by
 * the loop.
 */
final class TopicWatch {

    private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);

    private final Cluster cluster;
    private final String groupId;
    private final WantedTopics topics;
    private final GroupBoard board;
    private final Runnable onGone;
    private final Set<String> logged = new HashSet<>();

    /** @param onGone told of topics that matched a pattern and do not exist any more */
    TopicWatch(Cluster cluster, String groupId, WantedTopics topics, GroupBoard board, Runnable onGone) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.topics = topics;
        this.board = board;
        this.onGone = onGone;
    }

    void onView(ClusterView view) {
        cluster.keepTopics(topics.now());
        for (String topic : topics.now()) {
            TopicView known = view.topic(topic);
            if (known == null) {
                continue;
            }
            if (known.error() == ErrorCode.NONE) {
                board.troubles().topicFound(topic);
                if (logged.remove(topic)) {
                    log.info("Group {}: topic {} can be read now", groupId, topic);
                }
            } else if (topics.pattern() != null && known.error() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
                // nobody said that it has to be there
                onGone.run();
            } else {
                String reason = reason(topic, known.error());
                board.troubles().topicMissing(topic, reason);
                if (logged.add(topic)) {
                    log.atLevel(level(known.error())).log("Group {}: {}", groupId, reason);
                }
            }
        }
    }

    private Level level(ErrorCode error) {
        // the very question creates it where that is allowed: then it is there in a moment
        boolean soon = error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                ? cluster.config().metadata().allowAutoTopicCreation()
                : error.retriable();
        return soon ? Level.INFO : Level.WARN;
    }

    private String reason(String topic, ErrorCode error) {
        return switch (error) {
            case UNKNOWN_TOPIC_OR_PARTITION ->
                "topic '" + topic + "' does not exist; it is waited for, and read as soon as it does. Create it, or"
                        + " correct the name: "
                        + (cluster.config().metadata().allowAutoTopicCreation()
                                ? "the brokers do not create it when it is asked for (auto.create.topics.enable)"
                                : "this client does not let the brokers create it (Metadata.AllowAutoTopicCreation is"
                                        + " false)");
            case TOPIC_AUTHORIZATION_FAILED ->
                "topic '" + topic + "' must not be read by this client: grant READ and DESCRIBE on it to its principal";
            case INVALID_TOPIC_EXCEPTION ->
                "'" + topic + "' cannot be the name of a topic (" + error + "): correct the name";
            default -> "topic '" + topic + "' cannot be read: the cluster answers " + error;
        };
    }
}
