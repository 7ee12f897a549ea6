package io.myq.group;

import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.ConsumerGroupHeartbeatRequest;
import io.myq.internal.protocol.ConsumerGroupHeartbeatResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the coordinator that a member of the consumer protocol goes, again until it is heard or the time is over: else nobody
 * gets its partitions before its session has run out. Owned by the loop.
 */
final class ConsumerFarewell {

    private static final Logger log = LoggerFactory.getLogger(ConsumerFarewell.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int LEAVE = -1;
    /** A static member comes back: its partitions are kept for it until its session has run out. */
    private static final int LEAVE_FOR_A_TIME = -2;

    private final Cluster cluster;
    private final String groupId;
    private final CoordinatorLink link;
    private final ConsumerGroupHeartbeatRequest request;
    private @Nullable Runnable then;
    private @Nullable Timeout limit;
    private int failures;

    ConsumerFarewell(Cluster cluster, String groupId, CoordinatorLink link, Membership membership) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.link = link;
        this.request = ConsumerGroupHeartbeatRequest.defaults()
                .withGroupId(groupId)
                .withMemberId(membership.memberId())
                .withInstanceId(membership.instanceId())
                .withMemberEpoch(membership.isStatic() && !membership.leavesForGood() ? LEAVE_FOR_A_TIME : LEAVE);
    }

    /** @param whenDone run once, whatever came of it */
    void say(Duration time, Runnable whenDone) {
        then = whenDone;
        Duration shorter = time.compareTo(LONGEST) < 0 ? time : LONGEST;
        limit = cluster.loop().schedule(shorter, () -> done("could not say that it leaves in time"));
        attempt();
    }

    private void attempt() {
        if (then == null) {
            return;
        }
        link.send(request, LONGEST, new ResponseHandler<>() {
            @Override
            public void onResponse(ConsumerGroupHeartbeatResponse response) {
                ErrorCode error = ErrorCode.of(response.errorCode());
                if (error.retriable()) {
                    again(error.name());
                } else {
                    // not a member any more is what was asked for
                    done("has left: " + (error == ErrorCode.UNKNOWN_MEMBER_ID ? ErrorCode.NONE : error));
                }
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                again(String.valueOf(cause.getMessage()));
            }
        });
    }

    private void again(String reason) {
        if (then != null) {
            failures++;
            link.forget(reason);
            cluster.loop().schedule(Backoff.pause(cluster.config().consumer().retry(), failures), this::attempt);
        }
    }

    private void done(String outcome) {
        Runnable task = then;
        then = null;
        if (task != null) {
            if (limit != null) {
                limit.cancel();
            }
            log.info("Group {}: {}", groupId, outcome);
            task.run();
        }
    }
}
