package io.myq.group;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.error.UnsupportedRequestException;
import io.myq.group.GroupStatus.State;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.TopicView;
import io.myq.internal.cluster.ViewListener;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.ConsumerGroupHeartbeatResponse;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member by the consumer protocol (KIP-848): the coordinator shares partitions out, and tells each member with a heartbeat
 * what to give up and what it has now; nobody waits for the others. Owned by the loop.
 */
final class ConsumerMember implements Member, ConsumerHeartbeats.Owner, ViewListener {

    private static final Logger log = LoggerFactory.getLogger(ConsumerMember.class);

    /** What happens at once, but not again and again. */
    private static final int ATTEMPTS_AT_ONCE = 3;

    private static final Duration INSTANCE_SLACK = Duration.ofSeconds(15);

    private enum Phase {
        /** Not counted as a member: joins, or waits before it does. */
        JOINING,
        MEMBER,
        LEAVING,
        ENDED
    }

    /** Takes over when a coordinator does not have this protocol for this group. */
    interface Refusal {
        void notOffered(MyqException cause);
    }

    private final Cluster cluster;
    private final String groupId;
    private final GroupParts parts;
    private final ConsumerSettings settings;
    private final Refusal refusal;
    private final ConsumerHeartbeats beats;
    private final HeartbeatContents contents;
    private final Reconciliation reconciliation;
    private final TopicWatch topicWatch;
    private final @Nullable PatternWatch patternWatch;
    private Phase phase = Phase.JOINING;
    private @Nullable Timeout retry;
    private int evictions;
    /** Since when another member has this one's instance id. */
    private long unreleasedSince;

    ConsumerMember(Cluster cluster, String groupId, GroupParts parts, ConsumerSettings settings, Refusal refusal) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.parts = parts;
        this.settings = settings;
        this.refusal = refusal;
        this.contents = new HeartbeatContents(groupId, settings);
        this.beats = new ConsumerHeartbeats(cluster, groupId, parts.link(), parts.board(), settings, this);
        this.reconciliation = new Reconciliation(cluster, groupId, parts, settings, this::released);
        WantedTopics topics = parts.topics();
        Pattern pattern = topics.pattern();
        PatternWatch watch = pattern == null
                ? null
                : new PatternWatch(cluster, groupId, topics, pattern, parts.board(), this::onTopics);
        this.patternWatch = watch;
        this.topicWatch =
                new TopicWatch(cluster, groupId, topics, parts.board(), watch == null ? () -> {} : watch::lookSoon);
    }

    @Override
    public void start() {
        parts.membership().named(UUID.randomUUID().toString(), true);
        parts.board().state(State.JOINING);
        cluster.addListener(this);
        parts.commits().startInterval();
        if (patternWatch == null) {
            cluster.addTopics(parts.topics().now());
            beats.start();
        } else {
            patternWatch.look();
        }
    }

    /** The topics that match a pattern are known, or others than before. */
    private void onTopics() {
        if (beats.everSent()) {
            beats.now();
        } else {
            join();
        }
    }

    @Override
    public HeartbeatContents.Next next() {
        Membership membership = parts.membership();
        return contents.next(
                membership.memberId(), Math.max(0, membership.generation()), readable(), reconciliation.owned());
    }

    /** One topic that this client may not know would have the broker refuse the whole heartbeat. */
    private Set<String> readable() {
        Set<String> readable = new TreeSet<>(parts.topics().now());
        readable.removeIf(topic -> {
            TopicView known = cluster.view().topic(topic);
            return known != null && known.error() == ErrorCode.TOPIC_AUTHORIZATION_FAILED;
        });
        return readable;
    }

    @Override
    public void beaten(ConsumerGroupHeartbeatResponse answer) {
        if (answer.memberEpoch() <= 0) {
            throw new ProtocolException("The " + parts.link().name() + " of group '" + groupId
                    + "' answered a heartbeat with the member epoch " + answer.memberEpoch());
        }
        var told = answer.assignment();
        if (told != null) {
            reconciliation.assign(told.topicPartitions());
        }
        parts.membership().epoch(answer.memberEpoch());
        unreleasedSince = 0;
        if (phase == Phase.JOINING) {
            phase = Phase.MEMBER;
            log.info(
                    "Group {}: uses the consumer protocol (KIP-848), which the {} offers, as member {}",
                    groupId,
                    parts.link().name(),
                    parts.membership().memberId());
            parts.board().state(State.STABLE);
        }
        parts.commits().run();
        reconcile();
    }

    @Override
    public boolean awaitsAssignment() {
        return phase == Phase.MEMBER && reconciliation.isEmpty();
    }

    @Override
    public void unheard() {
        contents.forget();
    }

    private void reconcile() {
        if (phase == Phase.MEMBER && reconciliation.run()) {
            evictions = 0;
        }
    }

    private void released() {
        // who is to get them waits for this
        beats.now();
        reconcile();
    }

    @Override
    public boolean unsupported(UnsupportedRequestException cause) {
        if (phase == Phase.JOINING) {
            notOffered(cause);
            return false;
        }
        // a coordinator that has moved to an older broker: what it had of this group it cannot read
        parts.link().forget(String.valueOf(cause.getMessage()));
        return true;
    }

    private void notOffered(MyqException cause) {
        end();
        parts.membership().named("", false);
        refusal.notOffered(cause);
    }

    @Override
    public boolean refused(BrokerException cause, String detail) {
        ErrorCode error = cause.error();
        boolean joining = phase == Phase.JOINING;
        switch (error) {
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, STALE_MEMBER_EPOCH -> {
                lost(error);
                return false;
            }
            case GROUP_ID_NOT_FOUND, UNSUPPORTED_VERSION, INCONSISTENT_GROUP_PROTOCOL -> {
                if (joining) {
                    notOffered(cause);
                } else {
                    lost(error);
                }
                return false;
            }
            case UNRELEASED_INSTANCE_ID -> {
                return mayBeReleased(cause, detail);
            }
            case TOPIC_AUTHORIZATION_FAILED -> {
                cluster.refresh("a heartbeat got " + error);
                return true;
            }
            default -> {
                if (error.retriable() || error == ErrorCode.UNKNOWN_SERVER_ERROR) {
                    return true;
                }
                fatal(GroupErrors.refused(
                        cause.error(), detail, groupId, parts.link().name()));
                return false;
            }
        }
    }

    /** The one that had the instance id may have died: then its session runs out. */
    private boolean mayBeReleased(BrokerException cause, String detail) {
        long now = System.nanoTime();
        if (unreleasedSince == 0) {
            unreleasedSince = now;
            log.warn("Group {}: {}{}", groupId, cause.getMessage(), GroupErrors.hint(cause.error()));
        }
        Duration patience = settings.sessionTimeout().plus(INSTANCE_SLACK);
        if (now - unreleasedSince < patience.toNanos()) {
            return true;
        }
        fatal(GroupErrors.refused(cause.error(), detail, groupId, parts.link().name()));
        return false;
    }

    /** The coordinator does not count this member, or not in this epoch. */
    private void lost(ErrorCode error) {
        beats.stop();
        if (phase == Phase.LEAVING || phase == Phase.ENDED) {
            return;
        }
        log.warn(
                "Group {}: the {} no longer counts this member ({}, epoch {}): {} are lost without a commit, and it joins"
                        + " anew",
                groupId,
                parts.link().name(),
                error,
                parts.membership().generation(),
                parts.claims().partitions());
        phase = Phase.JOINING;
        parts.membership().lost(false);
        contents.forget();
        reconciliation.lose(EndCause.evicted(new BrokerException(
                error,
                "The " + parts.link().name() + " no longer counts this member of group '" + groupId + "': " + error)));
        parts.board().state(State.JOINING);
        evictions++;
        if (evictions <= ATTEMPTS_AT_ONCE) {
            parts.claims().whenRevoked(this::join);
        } else {
            Duration pause = Backoff.pause(cluster.config().consumer().retry(), evictions - ATTEMPTS_AT_ONCE);
            retry = cluster.loop().schedule(pause, () -> parts.claims().whenRevoked(this::join));
        }
    }

    private void join() {
        if (phase == Phase.JOINING) {
            beats.start();
        }
    }

    @Override
    public void onRebalance() {
        beats.now();
    }

    @Override
    public void onEvicted(ErrorCode error, int generation) {
        if (phase != Phase.MEMBER) {
            return;
        }
        if (error == ErrorCode.FENCED_INSTANCE_ID) {
            fatal(GroupErrors.refusal(
                    error,
                    groupId,
                    parts.link().name(),
                    cluster.config().consumer().group()));
        } else {
            lost(error);
        }
    }

    @Override
    public void fatal(MyqException cause) {
        if (phase == Phase.LEAVING || phase == Phase.ENDED) {
            return;
        }
        log.error("Group {}: cannot go on: {}", groupId, cause.getMessage());
        if (parts.link().isKnown()) {
            farewell().say(Duration.ofSeconds(1), () -> {});
        }
        end();
        parts.board().ended(State.FAILED, cause);
        parts.commits().close(cause);
        reconciliation.lose(EndCause.failed(cause));
    }

    @Override
    public void onView(ClusterView view) {
        topicWatch.onView(view);
        if (phase == Phase.MEMBER) {
            reconcile();
            if (!contents.knows(readable())) {
                beats.now();
            }
        }
    }

    @Override
    public void leave(Duration limit, Consumer<Boolean> left) {
        if (phase == Phase.ENDED) {
            parts.claims().whenRevoked(() -> left.accept(false));
            return;
        }
        phase = Phase.LEAVING;
        cancelRetry();
        Departure.of(parts.claims(), limit, said -> sayFarewell(limit.dividedBy(3), said), left);
    }

    private void sayFarewell(Duration limit, Runnable left) {
        boolean known = beats.everSent();
        end();
        if (known) {
            farewell().say(limit, left);
        } else {
            left.run();
        }
    }

    private ConsumerFarewell farewell() {
        return new ConsumerFarewell(cluster, groupId, parts.link(), parts.membership());
    }

    private void cancelRetry() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }

    private void end() {
        phase = Phase.ENDED;
        cancelRetry();
        beats.stop();
        reconciliation.stop();
        if (patternWatch != null) {
            patternWatch.stop();
        }
        cluster.removeListener(this);
    }
}
