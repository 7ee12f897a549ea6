package io.myq.internal.cluster;

import io.myq.config.BreakerConfig;
import io.myq.config.MetadataConfig;
import io.myq.error.MyqException;
import io.myq.internal.network.EventLoop;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.MetadataRequest;
import io.myq.internal.protocol.MetadataRequest.MetadataRequestTopic;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the view fresh: decides when to ask, and about which topics; one round at a time, for ever. Owned by the loop.
 */
final class MetadataRefresher {

    private static final Logger log = LoggerFactory.getLogger(MetadataRefresher.class);

    private final LiveCluster cluster;
    private final BrokerLane lane;
    private final EventLoop loop;
    private final MetadataConfig config;

    private final TopicInterest interest;
    /** To ask about in the next round, unless it asks about all. */
    private final Set<String> wanted = new LinkedHashSet<>();

    private boolean allWanted;
    private boolean roundIsFull;
    /** When all topics are due again, whatever is asked about in between. */
    private long fullDueNanos = System.nanoTime();

    private boolean running;
    private boolean closed;
    private int failedRounds;
    private long lastEndNanos;
    private @Nullable Timeout timer;
    private long timerDueNanos;

    MetadataRefresher(LiveCluster cluster, BrokerLane lane) {
        this.cluster = cluster;
        this.lane = lane;
        this.loop = cluster.loop();
        this.config = cluster.config().metadata();
        BreakerConfig breaker = cluster.config().producer().breaker();
        this.interest = new TopicInterest(
                config, new TopicBreaker(breaker, config.retry().maxBackoff()), System::nanoTime);
        this.lastEndNanos = System.nanoTime() - config.retry().backoff().toNanos();
    }

    Set<String> interest() {
        return interest.names();
    }

    /**
     * A new topic is asked about at once, and a missing one after a pause; only while nobody can be asked it waits for the
     * next attempt.
     *
     * @param toWrite whether only to send to them: then those that the cluster cannot tell about may rest
     */
    void addTopics(Collection<String> topics, boolean toWrite) {
        addTopics(topics, topic -> interest.add(topic, toWrite));
    }

    /** The same for topics that others say there are. */
    void addFoundTopics(Collection<String> topics) {
        addTopics(topics, interest::addFound);
    }

    private void addTopics(Collection<String> topics, Predicate<String> add) {
        boolean isNew = false;
        boolean isMissing = false;
        for (String topic : topics) {
            boolean known = interest.names().contains(topic);
            boolean ask = add.test(topic);
            isMissing |= ask && known;
            if (!known) {
                wanted.add(topic);
                isNew = true;
            }
        }
        if (!running && failedRounds == 0 && (isNew || isMissing)) {
            runWithin(isNew ? Duration.ZERO : restOf(config.retry().maxBackoff()));
        }
    }

    /** Topics that were added are still needed. */
    void keepTopics(Collection<String> topics) {
        List<String> forgotten =
                topics.stream().filter(topic -> !interest.keep(topic)).toList();
        if (!forgotten.isEmpty()) {
            addTopics(forgotten, false);
        }
    }

    /** What is left of a pause that began with the end of the last round. */
    private Duration restOf(Duration pause) {
        return Duration.ofNanos(Math.max(0, pause.toNanos() - (System.nanoTime() - lastEndNanos)));
    }

    /** However often it is called: one round at a time, and a pause between two. */
    void request(String reason) {
        log.debug("Refresh requested: {}", reason);
        allWanted = true;
        if (!running && failedRounds == 0) {
            runWithin(restOf(config.retry().backoff()));
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
        interest.forgetIdle(lastEndNanos);
        wanted.retainAll(interest.names());
        wanted.addAll(interest.due());
        Collection<String> topics = roundIsFull ? interest.awake() : List.copyOf(wanted);
        List<String> creatable = topics.stream().filter(interest::mayCreate).toList();
        wanted.clear();
        if (!roundIsFull && !creatable.isEmpty() && creatable.size() < topics.size()) {
            // those that must not be created are asked about in a round of their own
            wanted.addAll(topics);
            creatable.forEach(wanted::remove);
            topics = creatable;
        }
        MetadataRequest request = MetadataRequest.defaults()
                .withTopics(topics.stream()
                        .map(topic -> MetadataRequestTopic.defaults().withName(topic))
                        .toList())
                .withAllowAutoTopicCreation(config.allowAutoTopicCreation() && creatable.size() == topics.size());
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
        Duration nextInError = interest.answered(cluster.view());
        Duration full = Duration.ofNanos(Math.max(0, fullDueNanos - System.nanoTime()));
        if (!wanted.isEmpty()) {
            runAfter(Duration.ZERO, false);
        } else if (allWanted) {
            runAfter(config.retry().backoff(), true);
        } else if (nextInError == null || full.compareTo(nextInError) < 0) {
            runAfter(full, true);
        } else {
            runAfter(nextInError, false);
        }
    }
}
