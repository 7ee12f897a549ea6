package io.myq.group;

import io.myq.balance.BalanceStrategy;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.TopicView;
import io.myq.internal.protocol.ConsumerProtocolSubscription;
import io.myq.internal.protocol.JoinGroupResponse;
import io.myq.internal.protocol.JoinGroupResponse.JoinGroupResponseMember;
import io.myq.internal.protocol.SyncGroupRequest.SyncGroupRequestAssignment;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the group's leader does: shares the partitions out, and notices when there are others than it shared. Owned by the
 * loop.
 */
final class LeaderPlan {

    private static final Logger log = LoggerFactory.getLogger(LeaderPlan.class);

    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Cluster cluster;
    private final String groupId;
    private Set<String> topics = Set.of();
    /** Since when a topic that was there is said to be gone. */
    private final Map<String, Long> goneSince = new HashMap<>();

    /** What was shared out; {@code null} while another member leads. */
    private @Nullable Map<String, Integer> planned;

    LeaderPlan(Cluster cluster, String groupId) {
        this.cluster = cluster;
        this.groupId = groupId;
    }

    /** Another member leads, or none. */
    void clear() {
        planned = null;
        goneSince.clear();
    }

    /** Whether the group's topics have other partitions than those that this leader shared out. */
    boolean isOutdated(ClusterView view) {
        Map<String, Integer> before = planned;
        if (before != null) {
            cluster.keepTopics(topics);
        }
        return before != null && !before.equals(counts(topics, view));
    }

    /** The topics of all members; those that this member does not read itself are looked up from now on. */
    Set<String> topics(JoinGroupResponse joined) {
        Set<String> all = new TreeSet<>();
        joined.members().forEach(member -> all.addAll(subscription(member).topics()));
        // those that no member of this client asks for are for others to create
        cluster.addFoundTopics(all);
        return all;
    }

    /** Whether the view says of each of them that it exists or that it does not. */
    static boolean areKnown(Set<String> topics, ClusterView view) {
        return topics.stream().allMatch(topic -> view.topic(topic) != null);
    }

    /** The shares are those that an earlier leader made: what there is now counts as what it shared out. */
    void adopt(JoinGroupResponse joined) {
        topics = topics(joined);
        planned = counts(topics, cluster.view());
    }

    /** @throws MyqException when the strategy's plan cannot be carried out, or it threw */
    List<SyncGroupRequestAssignment> make(JoinGroupResponse joined, BalanceStrategy strategy) {
        List<BalanceStrategy.Member> members = members(joined);
        topics = topics(joined);
        Map<String, Integer> counts = counts(topics, cluster.view());
        Map<String, Set<TopicPartition>> plan;
        try {
            plan = strategy.plan(members, counts);
            check(plan, members, strategy);
        } catch (MyqException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new MyqException("The strategy '" + strategy.name() + "' of group '" + groupId + "' failed: " + e, e);
        }
        planned = counts;
        log.debug("Group {}: as its leader, shares {} by {}: {}", groupId, counts, strategy.name(), plan);
        Map<String, Set<TopicPartition>> round = Handover.withhold(plan, members);
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        round.forEach((member, partitions) ->
                assignments.add(new SyncGroupRequestAssignment(member, Subscriptions.assignment(partitions))));
        return assignments;
    }

    /** A member that cannot be understood gets nothing; the others must not suffer from it. */
    private ConsumerProtocolSubscription subscription(JoinGroupResponseMember member) {
        try {
            return Subscriptions.subscription(member.metadata());
        } catch (ProtocolException e) {
            log.warn(
                    "Group {}: what member {} wants to read cannot be understood, so it gets no partitions: {}",
                    groupId,
                    member.memberId(),
                    e.getMessage());
            return ConsumerProtocolSubscription.defaults();
        }
    }

    private List<BalanceStrategy.Member> members(JoinGroupResponse joined) {
        List<BalanceStrategy.Member> members = new ArrayList<>();
        for (var member : joined.members()) {
            ConsumerProtocolSubscription subscription = subscription(member);
            members.add(new BalanceStrategy.Member(
                    member.memberId(),
                    member.groupInstanceId(),
                    List.copyOf(subscription.topics()),
                    Subscriptions.owned(subscription),
                    subscription.generationId(),
                    subscription.rackId(),
                    subscription.userData()));
        }
        members.sort(Comparator.comparing(BalanceStrategy.Member::memberId));
        return members;
    }

    /** A topic in error keeps the partitions it had: brokers that start or lag behind say it of topics that are there. */
    private Map<String, Integer> counts(Set<String> all, ClusterView view) {
        Map<String, Integer> before = planned;
        Map<String, Integer> counts = new TreeMap<>();
        for (String topic : all) {
            TopicView known = view.topic(topic);
            Integer had = before == null ? null : before.get(topic);
            if (known != null
                    && known.error() == ErrorCode.NONE
                    && !known.partitions().isEmpty()) {
                goneSince.remove(topic);
                counts.put(topic, known.partitions().size());
            } else if (had != null && !isGone(topic, known)) {
                counts.put(topic, had);
            }
        }
        return counts;
    }

    private boolean isGone(String topic, @Nullable TopicView known) {
        if (known == null || known.error() != ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
            return false;
        }
        long since = goneSince.computeIfAbsent(topic, name -> System.nanoTime());
        return System.nanoTime() - since > GRACE.toNanos();
    }

    private void check(
            Map<String, Set<TopicPartition>> plan, List<BalanceStrategy.Member> members, BalanceStrategy strategy) {
        Map<TopicPartition, String> owners = new HashMap<>();
        plan.forEach((member, partitions) -> partitions.forEach(partition -> {
            String other = owners.put(partition, member);
            if (other != null) {
                throw new MyqException("The strategy '" + strategy.name() + "' of group '" + groupId + "' gave "
                        + partition + " to two members, " + other + " and " + member);
            }
        }));
        Set<String> ids = new TreeSet<>();
        members.forEach(member -> ids.add(member.memberId()));
        if (!plan.keySet().equals(ids)) {
            throw new MyqException("The strategy '" + strategy.name() + "' of group '" + groupId
                    + "' planned for the members " + plan.keySet() + ", but the group has " + ids);
        }
    }
}
