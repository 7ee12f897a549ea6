package io.myq.group;

import io.myq.config.MetadataConfig;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.Timeout;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the topics that match a pattern, now and later. Owned by the loop. */
final class PatternWatch {

    private static final Logger log = LoggerFactory.getLogger(PatternWatch.class);

    private final Cluster cluster;
    private final String groupId;
    private final WantedTopics topics;
    private final Pattern pattern;
    private final GroupBoard board;
    private final Runnable onChange;
    private boolean asking;
    private boolean again;
    private boolean known;
    private boolean stopped;
    private int failures;
    private @Nullable Timeout timer;

    /** @param onChange told when the topics are known, and whenever there are others than before */
    PatternWatch(
            Cluster cluster,
            String groupId,
            WantedTopics topics,
            Pattern pattern,
            GroupBoard board,
            Runnable onChange) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.topics = topics;
        this.pattern = pattern;
        this.board = board;
        this.onChange = onChange;
    }

    /** Looks now, and again as often as the client refreshes what it knows of the cluster. */
    void look() {
        if (stopped) {
            return;
        }
        if (asking) {
            again = true;
            return;
        }
        cancel();
        asking = true;
        cluster.listTopics(this::answered);
    }

    /** A topic that matched is gone: looks soon, however often it is told. */
    void lookSoon() {
        if (!asking && !again) {
            again = true;
            next(config().retry().maxBackoff());
        }
    }

    void stop() {
        stopped = true;
        cancel();
    }

    private void answered(@Nullable Set<String> all, @Nullable MyqException failure) {
        asking = false;
        if (stopped) {
            return;
        }
        if (all == null) {
            failures++;
            board.troubles()
                    .failed(this, failure == null ? new MyqException("Nobody said which topics there are") : failure);
            next(Backoff.pause(config().retry(), failures));
            return;
        }
        failures = 0;
        board.troubles().worked(this);
        next(again ? config().retry().backoff() : config().refreshFrequency());
        again = false;
        found(all);
    }

    private void found(Set<String> all) {
        Set<String> matching = new TreeSet<>(all);
        matching.removeIf(topic -> !pattern.matcher(topic).matches());
        if (known && matching.equals(topics.now())) {
            return;
        }
        known = true;
        log.info("Group {}: topics that match '{}': {}, before: {}", groupId, pattern, matching, topics.now());
        if (matching.isEmpty()) {
            log.warn(
                    "Group {}: no topic matches '{}' at the moment; those that are created later are found within {} ms",
                    groupId,
                    pattern,
                    config().refreshFrequency().toMillis());
        }
        Set<String> gone = new TreeSet<>(topics.now());
        gone.removeAll(matching);
        gone.forEach(board.troubles()::topicFound);
        topics.found(matching);
        cluster.addFoundTopics(matching);
        onChange.run();
    }

    private void next(Duration pause) {
        cancel();
        timer = cluster.loop().schedule(pause, () -> {
            timer = null;
            again = false;
            look();
        });
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private MetadataConfig config() {
        return cluster.config().metadata();
    }
}
