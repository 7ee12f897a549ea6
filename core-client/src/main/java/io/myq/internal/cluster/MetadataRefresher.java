package io.myq.internal.cluster;

import io.myq.config.MetadataConfig;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.network.EventLoop;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.MetadataRequest;
import io.myq.internal.protocol.MetadataRequest.MetadataRequestTopic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the view fresh: decides when to ask, and about which topics; one round at a time, for ever. Owned by the loop.
 */
final class MetadataRefresher {

    private static final Logger log = LoggerFactory.getLogger(MetadataRefresher.class);

    /** Errors that somebody has to remove by hand (authorization, invalid names) are asked about this often. */
    private static final Duration HOPELESS_PAUSE = Duration.ofSeconds(30);

    private final LiveCluster cluster;
    private final BrokerLane lane;
    private final EventLoop loop;
    private final MetadataConfig config;

    private final Set<String> interest = new LinkedHashSet<>();
    /** To ask about in the next round, unless it asks about all. */
    private final Set<String> wanted = new LinkedHashSet<>();

    private boolean allWanted;
    private boolean roundIsFull;
    /** When all topics are due again, whatever is asked about in between. */
    private long fullDueNanos = System.nanoTime();

    private boolean running;
    private boolean closed;
    private int failedRounds;
    private int roundsWithErrors;
    private long lastEndNanos;
    private @Nullable Timeout timer;
    private long timerDueNanos;

    MetadataRefresher(LiveCluster cluster, BrokerLane lane) {
        this.cluster = cluster;
        this.lane = lane;
        this.loop = cluster.loop();
        this.config = cluster.config().metadata();
        this.lastEndNanos = System.nanoTime() - config.retry().backoff().toNanos();
    }

    Set<String> interest() {
        return interest;
    }

    /** A new topic is asked about at once; only while nobody can be asked it waits for the next attempt. */
    void addTopics(Collection<String> topics) {
        boolean news = false;
        for (String topic : topics) {
            if (interest.add(topic)) {
                wanted.add(topic);
                news = true;
            }
        }
        if (news && !running && failedRounds == 0) {
            runWithin(Duration.ZERO);
        }
    }

    /** However often it is called: one round at a time, and a pause between two. */
    void request(String reason) {
        log.debug("Refresh requested: {}", reason);
        allWanted = true;
        if (!running && failedRounds == 0) {
            long sinceEnd = System.nanoTime() - lastEndNanos;
            runWithin(Duration.ofNanos(Math.max(0, config.retry().backoff().toNanos() - sinceEnd)));
        }
    }

    void close() {
        closed = true;
        cancelTimer();
    }

    /** An earlier round, if one is planned, takes what is wanted along. */
    private void runWithin(Duration pause) {
        if (timer == null || timerDueNanos - System.nanoTime() > pause.toNanos()) {
            runAfter(pause, false);
        }
    }

    private void runAfter(Duration pause, boolean all) {
        cancelTimer();
        if (!closed) {
            timerDueNanos = System.nanoTime() + pause.toNanos();
            timer = loop.schedule(pause, () -> run(all));
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void run(boolean all) {
        timer = null;
        running = true;
        roundIsFull = all || allWanted || System.nanoTime() - fullDueNanos >= 0;
        Collection<String> topics = roundIsFull ? interest : wanted;
        MetadataRequest request = MetadataRequest.defaults()
                .withTopics(topics.stream()
                        .map(topic -> MetadataRequestTopic.defaults().withName(topic))
                        .toList())
                .withAllowAutoTopicCreation(config.allowAutoTopicCreation());
        wanted.clear();
        allWanted = false;
        new MetadataRound(cluster, lane, request, this::onEnd).start();
    }

    private void onEnd(@Nullable MyqException failure) {
        running = false;
        lastEndNanos = System.nanoTime();
        if (closed) {
            return;
        }
        if (failure != null) {
            failedRounds++;
            // the first is worth a line, and then one in about a minute
            if (failedRounds % 60 == 1) {
                log.warn("Cannot refresh (attempt {}): {}", failedRounds, failure.getMessage());
            }
            runAfter(Backoff.pause(config.retry(), failedRounds), true);
        } else {
            if (failedRounds > 0) {
                log.info("The cluster can be reached again after {} failed attempts", failedRounds);
            }
            failedRounds = 0;
            if (roundIsFull) {
                // not too exactly: brokers close what was idle for ten minutes, and clients must not march in step
                fullDueNanos = System.nanoTime()
                        + Backoff.spread(config.refreshFrequency()).toNanos();
            }
            scheduleNext();
        }
        cluster.refreshed(failure);
    }

    private void scheduleNext() {
        Set<String> inError = new HashSet<>();
        boolean hopeless = true;
        for (TopicView topic : cluster.view().topics().values()) {
            if (topic.error() != ErrorCode.NONE || !topic.partitions().stream().allMatch(PartitionView::writable)) {
                inError.add(topic.name());
                hopeless &= topic.error() != ErrorCode.NONE && !topic.error().retriable();
            }
        }
        roundsWithErrors = inError.isEmpty() ? 0 : roundsWithErrors + 1;
        if (!wanted.isEmpty()) {
            runAfter(Duration.ZERO, false);
        } else if (allWanted) {
            runAfter(config.retry().backoff(), true);
        } else if (inError.isEmpty()) {
            // all topics, not too exactly: brokers close what was idle for ten minutes, and clients must not march in
            // step
            runAfter(Backoff.spread(config.refreshFrequency()), true);
        } else {
            wanted.addAll(inError);
            runAfter(hopeless ? HOPELESS_PAUSE : Backoff.pause(config.retry(), roundsWithErrors), false);
        }
    }
}
