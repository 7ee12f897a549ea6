package io.myq.group;

import io.myq.balance.BalanceStrategy;
import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.group.GroupStatus.State;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.ViewListener;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one member: joins, keeps its claims in step with what the group assigns to it, joins again for whatever
 * reason, until it leaves or cannot go on. Owned by the loop.
 */
final class GroupMember implements Member, ViewListener, JoinRound.Outcome {

    private static final Logger log = LoggerFactory.getLogger(GroupMember.class);

    private enum Phase {
        /** Gives partitions up before it joins, or waits before it tries again. */
        PREPARING,
        JOINING,
        STABLE,
        LEAVING,
        ENDED
    }

    private final Cluster cluster;
    private final String groupId;
    private final WantedTopics topics;
    private final CoordinatorLink link;
    private final Membership membership;
    private final GroupBoard board;
    private final OffsetCommits commits;
    private final ClaimSet claims;
    private final Heartbeats heartbeats;
    private final LeaderPlan plan;
    private final TopicWatch topicWatch;
    private final @Nullable PatternWatch patternWatch;
    /** What the join that counts was made with. */
    private Set<String> joinedWith = Set.of();

    private final Farewell farewell;
    private final JoinAttempts attempts;
    private Phase phase = Phase.PREPARING;
    private @Nullable JoinRound round;
    /** What was given to this member last, and when: sticky strategies want it back. */
    private Set<TopicPartition> lastAssigned = Set.of();

    private int lastGeneration = -1;
    /** Asked for in the middle of a round. */
    private @Nullable Runnable leaving;

    GroupMember(
            Cluster cluster,
            String groupId,
            WantedTopics topics,
            CoordinatorLink link,
            Membership membership,
            GroupBoard board,
            OffsetCommits commits,
            ClaimSet claims) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.topics = topics;
        this.link = link;
        this.membership = membership;
        this.board = board;
        this.commits = commits;
        this.claims = claims;
        this.heartbeats = new Heartbeats(cluster, groupId, link, membership, board, this);
        this.plan = new LeaderPlan(cluster, groupId);
        this.farewell = new Farewell(groupId, link, membership);
        this.attempts = new JoinAttempts(cluster, groupId);
        Pattern pattern = topics.pattern();
        PatternWatch watch =
                pattern == null ? null : new PatternWatch(cluster, groupId, topics, pattern, board, this::onTopics);
        this.patternWatch = watch;
        this.topicWatch = new TopicWatch(cluster, groupId, topics, board, watch == null ? () -> {} : watch::lookSoon);
    }

    @Override
    public void start() {
        board.state(State.JOINING);
        cluster.addListener(this);
        commits.startInterval();
        if (patternWatch == null) {
            cluster.addTopics(topics.now());
            sendJoin("joins for the first time");
        } else {
            patternWatch.look();
        }
    }

    /** Other topics match than before. */
    private void onTopics() {
        if (joinedWith.isEmpty() && membership.memberId().isEmpty()) {
            sendJoin("joins for the first time");
        } else {
            rejoin("the topics that match its pattern are now " + topics.now());
        }
    }

    /** Begins a rebalance, unless one is under way. */
    private void rejoin(String reason) {
        if (phase != Phase.STABLE) {
            return;
        }
        log.info("Group {}: joins again: {}", groupId, reason);
        phase = Phase.PREPARING;
        if (!membership.isCooperative()) {
            claims.revoke(claims.partitions(), handlerLimit(), all -> {});
        }
        claims.whenRevoked(() -> sendJoin(reason));
    }

    /** The coordinator waits for the rebalance timeout, and has begun to before this member heard of it. */
    private Duration handlerLimit() {
        var group = cluster.config().consumer().group();
        Duration half = group.rebalance().timeout().dividedBy(2);
        Duration left =
                group.rebalance().timeout().minus(group.heartbeat().interval().multipliedBy(2));
        return left.compareTo(half) < 0 ? half : left;
    }

    private void sendJoin(String reason) {
        if (phase != Phase.PREPARING || attempts.isWaiting()) {
            return;
        }
        phase = Phase.JOINING;
        board.state(State.JOINING);
        heartbeats.stop();
        membership.settled(false);
        JoinRound next = new JoinRound(cluster, groupId, link, membership, plan, this);
        round = next;
        joinedWith = topics.now();
        next.join(
                membership.generation() < 0 ? Set.of() : claims.partitions(),
                new BalanceStrategy.Joining(joinedWith, lastAssigned, lastGeneration, configuredUserData()),
                reason);
    }

    private byte @Nullable [] configuredUserData() {
        byte[] userData = cluster.config().consumer().group().member().userData();
        return userData.length == 0 ? null : userData;
    }

    @Override
    public void assigned(Set<TopicPartition> given) {
        // a leader that gives what was not asked for must not have it read
        Set<TopicPartition> assigned = new TreeSet<>(given);
        assigned.removeIf(partition -> !topics.wants(partition.topic()));
        phase = Phase.STABLE;
        attempts.succeeded();
        round = null;
        lastAssigned = Set.copyOf(assigned);
        lastGeneration = membership.generation();
        membership.settled(true);
        board.state(State.STABLE);
        board.troubles().worked(this);
        board.countRebalance();
        heartbeats.start();
        if (leaveIfAsked()) {
            return;
        }
        commits.run();
        change(assigned);
    }

    /** Begins what was gained, and gives up what was lost. */
    private void change(Set<TopicPartition> assigned) {
        Set<TopicPartition> before = claims.partitions();
        Set<TopicPartition> gained = new TreeSet<>(assigned);
        gained.removeAll(before);
        Set<TopicPartition> lost = new TreeSet<>(before);
        lost.removeAll(assigned);
        log.info(
                "Group {}: generation {}: {} partitions, gained {}, gives up {}",
                groupId,
                membership.generation(),
                assigned.size(),
                gained,
                lost);
        claims.gain(gained);
        if (!lost.isEmpty()) {
            // who is to get them gets them in the next round
            claims.revoke(lost, handlerLimit(), all -> {});
            claims.whenRevoked(() -> rejoin("has given up " + lost));
        } else if (plan.isOutdated(cluster.view())) {
            rejoin("the topics have other partitions than before");
        } else if (!joinedWith.equals(topics.now())) {
            onTopics();
        }
    }

    @Override
    public void again(MyqException cause, boolean atOnce) {
        round = null;
        phase = Phase.PREPARING;
        if (leaveIfAsked()) {
            return;
        }
        if (atOnce && attempts.asked()) {
            sendJoin("joins on: " + cause.getMessage());
            return;
        }
        board.troubles().failed(this, cause);
        MyqException end = attempts.failed(cause);
        if (end == null) {
            joinLater("tries again");
        } else {
            fatal(end);
        }
    }

    private void joinLater(String reason) {
        attempts.later(() -> claims.whenRevoked(() -> sendJoin(reason)));
    }

    @Override
    public void evicted(ErrorCode error) {
        round = null;
        phase = Phase.STABLE;
        onEvicted(error, membership.generation());
    }

    @Override
    public void onRebalance() {
        rejoin("the group is rebalanced");
    }

    @Override
    public void onEvicted(ErrorCode error, int generation) {
        if (phase == Phase.LEAVING || phase == Phase.ENDED || phase == Phase.JOINING) {
            return;
        }
        if (error == ErrorCode.FENCED_INSTANCE_ID) {
            fatal(GroupErrors.refusal(
                    error, groupId, link.name(), cluster.config().consumer().group()));
            return;
        }
        log.warn(
                "Group {}: the {} no longer counts this member ({}, generation {}): {} are lost without a commit, and it"
                        + " joins anew",
                groupId,
                link.name(),
                error,
                generation,
                claims.partitions());
        heartbeats.stop();
        membership.lost(error == ErrorCode.UNKNOWN_MEMBER_ID);
        claims.lose(
                EndCause.evicted(new BrokerException(
                        error,
                        "The " + link.name() + " no longer counts this member of group '" + groupId + "': " + error)),
                handlerLimit());
        phase = Phase.PREPARING;
        board.state(State.JOINING);
        if (leaveIfAsked()) {
            return;
        }
        String reason = "was not counted as a member: " + error;
        if (attempts.asked()) {
            claims.whenRevoked(() -> sendJoin(reason));
        } else {
            joinLater(reason);
        }
    }

    @Override
    public void fatal(MyqException cause) {
        if (phase == Phase.LEAVING || phase == Phase.ENDED) {
            return;
        }
        log.error("Group {}: cannot go on: {}", groupId, cause.getMessage());
        if (!membership.isStatic()) {
            farewell.say(() -> {});
        }
        end();
        board.ended(State.FAILED, cause);
        commits.close(cause);
        claims.lose(EndCause.failed(cause), handlerLimit());
        leaveIfAsked();
    }

    @Override
    public void onView(ClusterView view) {
        topicWatch.onView(view);
        if (phase == Phase.STABLE && !claims.isRevoking() && plan.isOutdated(view)) {
            rejoin("the topics have other partitions than before");
        }
    }

    @Override
    public void leave(Duration limit, Consumer<Boolean> left) {
        if (phase != Phase.JOINING || claims.partitions().isEmpty()) {
            leaveNow(limit, left);
            return;
        }
        // until the round is over, nobody can say in which generation what is done is to be committed
        Duration half = limit.dividedBy(2);
        leaving = () -> leaveNow(half, left);
        cluster.loop().schedule(half, this::leaveIfAsked);
    }

    /** @return whether this member leaves, instead of what it was about to do */
    private boolean leaveIfAsked() {
        Runnable task = leaving;
        leaving = null;
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    private void leaveNow(Duration limit, Consumer<Boolean> left) {
        if (phase == Phase.ENDED) {
            claims.whenRevoked(() -> left.accept(false));
            return;
        }
        if (phase == Phase.JOINING) {
            // what is sent on the same connection would wait for the other members
            abandonRound();
            link.reconnect();
        }
        phase = Phase.LEAVING;
        attempts.cancel();
        membership.settled(true);
        Departure.of(claims, limit, this::sendLeave, left);
    }

    private void sendLeave(Runnable left) {
        heartbeats.stop();
        if (membership.isStatic() && !membership.leavesForGood()) {
            log.info(
                    "Group {}: keeps the place of instance {} until its session runs out",
                    groupId,
                    membership.instanceId());
            end();
            left.run();
            return;
        }
        farewell.say(() -> {
            end();
            left.run();
        });
    }

    private void end() {
        phase = Phase.ENDED;
        attempts.cancel();
        heartbeats.stop();
        cluster.removeListener(this);
        if (patternWatch != null) {
            patternWatch.stop();
        }
        abandonRound();
    }

    private void abandonRound() {
        JoinRound current = round;
        if (current != null) {
            current.abandon();
            round = null;
        }
    }
}
