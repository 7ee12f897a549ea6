package io.myq.group;

import io.myq.balance.BalanceStrategy;
import io.myq.config.GroupConfig;
import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.ViewListener;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.JoinGroupRequest;
import io.myq.internal.protocol.JoinGroupRequest.JoinGroupRequestProtocol;
import io.myq.internal.protocol.JoinGroupResponse;
import io.myq.internal.protocol.SyncGroupRequest;
import io.myq.internal.protocol.SyncGroupRequest.SyncGroupRequestAssignment;
import io.myq.internal.protocol.SyncGroupResponse;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to join: JoinGroup, as the leader the sharing out, SyncGroup. Ends once, by what its {@link Outcome} is told;
 * an abandoned one says nothing any more. Owned by the loop.
 */
final class JoinRound {

    private static final String PROTOCOL_TYPE = "consumer";
    private static final Duration JOIN_MARGIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_TOPIC_WAIT = Duration.ofSeconds(5);

    /** Takes the end of a round. */
    interface Outcome {
        void assigned(Set<TopicPartition> partitions);

        /** Nothing that cannot pass; the next round begins after a pause, or at once. */
        void again(MyqException cause, boolean atOnce);

        /** The coordinator does not count this member any more. */
        void evicted(ErrorCode error);

        void fatal(MyqException cause);
    }

    private final Cluster cluster;
    private final String groupId;
    private final CoordinatorLink link;
    private final Membership membership;
    private final LeaderPlan plan;
    private final Outcome outcome;
    private boolean abandoned;
    private @Nullable ViewListener topicListener;

    JoinRound(
            Cluster cluster,
            String groupId,
            CoordinatorLink link,
            Membership membership,
            LeaderPlan plan,
            Outcome outcome) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.link = link;
        this.membership = membership;
        this.plan = plan;
        this.outcome = outcome;
    }

    void abandon() {
        abandoned = true;
        stopListening();
    }

    /**
     * @param owned what is kept meanwhile
     * @param self what strategies are told about this member
     */
    void join(Set<TopicPartition> owned, BalanceStrategy.Joining self, String reason) {
        List<JoinGroupRequestProtocol> protocols;
        try {
            protocols = protocols(owned, self);
        } catch (MyqException e) {
            outcome.fatal(e);
            return;
        }
        JoinGroupRequest request = JoinGroupRequest.defaults()
                .withGroupId(groupId)
                .withSessionTimeoutMs(millis(config().session().timeout()))
                .withRebalanceTimeoutMs(millis(config().rebalance().timeout()))
                .withMemberId(membership.memberId())
                .withGroupInstanceId(membership.instanceId())
                .withProtocolType(PROTOCOL_TYPE)
                .withProtocols(protocols)
                .withReason(reason.substring(0, Math.min(reason.length(), 250)));
        Duration patience = config().rebalance().timeout().plus(JOIN_MARGIN);
        link.send(request, patience, new Handler<JoinGroupResponse>() {
            @Override
            void answered(JoinGroupResponse response) {
                joined(response);
            }
        });
    }

    private List<JoinGroupRequestProtocol> protocols(Set<TopicPartition> owned, BalanceStrategy.Joining self) {
        List<JoinGroupRequestProtocol> protocols = new ArrayList<>();
        String rackId = cluster.config().consumer().rackId();
        for (BalanceStrategy strategy : config().rebalance().offered()) {
            byte[] userData;
            try {
                userData = strategy.userData(self);
            } catch (RuntimeException | StackOverflowError e) {
                throw new MyqException(
                        "The strategy '" + strategy.name() + "' of group '" + groupId
                                + "' failed to say what its leader is to know of this member: " + e,
                        e);
            }
            protocols.add(new JoinGroupRequestProtocol(
                    strategy.name(),
                    Subscriptions.subscription(self.topics(), owned, membership.generation(), userData, rackId)));
        }
        return protocols;
    }

    private void joined(JoinGroupResponse response) {
        ErrorCode error = ErrorCode.of(response.errorCode());
        if (error == ErrorCode.MEMBER_ID_REQUIRED) {
            membership.named(response.memberId());
            outcome.again(refusal(error, "join"), true);
            return;
        }
        if (error != ErrorCode.NONE) {
            onError(error, "join");
            return;
        }
        BalanceStrategy strategy = config().rebalance().offered().stream()
                .filter(offered -> offered.name().equals(response.protocolName()))
                .findFirst()
                .orElse(null);
        if (strategy == null) {
            outcome.fatal(new MyqException("Group '" + groupId + "' uses the strategy '" + response.protocolName()
                    + "', which this member did not offer"));
            return;
        }
        membership.joined(response.memberId(), response.generationId(), strategy);
        if (response.memberId().equals(response.leader())) {
            lead(response, strategy);
        } else {
            plan.clear();
            sync(List.of(), strategy);
        }
    }

    /** Partitions can be shared out when it is known which there are. */
    private void lead(JoinGroupResponse response, BalanceStrategy strategy) {
        Set<String> topics;
        try {
            topics = plan.topics(response);
        } catch (MyqException e) {
            outcome.fatal(e);
            return;
        }
        if (LeaderPlan.areKnown(topics, cluster.view())) {
            share(response, strategy);
            return;
        }
        ViewListener listener = new ViewListener() {
            @Override
            public void onView(ClusterView view) {
                if (topicListener == this && LeaderPlan.areKnown(topics, view)) {
                    share(response, strategy);
                }
            }
        };
        topicListener = listener;
        cluster.addListener(listener);
        Duration halfSession = config().session().timeout().dividedBy(2);
        Duration patience = halfSession.compareTo(LONGEST_TOPIC_WAIT) < 0 ? halfSession : LONGEST_TOPIC_WAIT;
        cluster.loop().schedule(patience, () -> {
            if (topicListener == listener) {
                share(response, strategy);
            }
        });
    }

    private void share(JoinGroupResponse response, BalanceStrategy strategy) {
        stopListening();
        if (abandoned) {
            return;
        }
        List<SyncGroupRequestAssignment> assignments;
        try {
            if (response.skipAssignment()) {
                // a static leader came back: the group has its shares, and only the leader is new
                plan.adopt(response);
                assignments = List.of();
            } else {
                assignments = plan.make(response, strategy);
            }
        } catch (MyqException e) {
            outcome.fatal(e);
            return;
        }
        sync(assignments, strategy);
    }

    private void stopListening() {
        if (topicListener != null) {
            cluster.removeListener(topicListener);
            topicListener = null;
        }
    }

    private void sync(List<SyncGroupRequestAssignment> assignments, BalanceStrategy strategy) {
        SyncGroupRequest request = SyncGroupRequest.defaults()
                .withGroupId(groupId)
                .withGenerationId(membership.generation())
                .withMemberId(membership.memberId())
                .withGroupInstanceId(membership.instanceId())
                .withProtocolType(PROTOCOL_TYPE)
                .withProtocolName(strategy.name())
                .withAssignments(assignments);
        Duration patience = config().rebalance().timeout().plus(JOIN_MARGIN);
        link.send(request, patience, new Handler<SyncGroupResponse>() {
            @Override
            void answered(SyncGroupResponse response) {
                synced(response);
            }
        });
    }

    private void synced(SyncGroupResponse response) {
        ErrorCode error = ErrorCode.of(response.errorCode());
        if (error != ErrorCode.NONE) {
            onError(error, "sync");
            return;
        }
        Set<TopicPartition> partitions;
        try {
            partitions = Subscriptions.assignment(response.assignment());
        } catch (MyqException e) {
            outcome.fatal(e);
            return;
        }
        outcome.assigned(partitions);
    }

    private void onError(ErrorCode error, String what) {
        switch (error) {
            case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION -> outcome.evicted(error);
            case REBALANCE_IN_PROGRESS -> outcome.again(refusal(error, what), what.equals("sync"));
            default -> {
                MyqException fatal = GroupErrors.fatal(error, groupId, link.name(), config());
                if (fatal != null) {
                    outcome.fatal(fatal);
                    return;
                }
                if (error == ErrorCode.NOT_COORDINATOR || error == ErrorCode.COORDINATOR_NOT_AVAILABLE) {
                    link.forget(error.name());
                }
                outcome.again(refusal(error, what), false);
            }
        }
    }

    private BrokerException refusal(ErrorCode error, String what) {
        return new BrokerException(
                error, "Group '" + groupId + "': the " + link.name() + " answered " + error + " to a " + what);
    }

    private GroupConfig config() {
        return cluster.config().consumer().group();
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }

    /** Nothing of an abandoned round counts. */
    private abstract class Handler<R> implements ResponseHandler<R> {

        abstract void answered(R response);

        @Override
        public void onResponse(R response) {
            if (!abandoned) {
                answered(response);
            }
        }

        @Override
        public void onFailure(MyqException cause, boolean maybeSent) {
            if (!abandoned) {
                link.forget(String.valueOf(cause.getMessage()));
                outcome.again(cause, false);
            }
        }
    }
}
