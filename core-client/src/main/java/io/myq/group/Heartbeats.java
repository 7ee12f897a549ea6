package io.myq.group;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.HeartbeatRequest;
import io.myq.internal.protocol.HeartbeatResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells the coordinator on a timer that this member lives, whatever its handlers do. Owned by the loop. */
final class Heartbeats {

    private final Cluster cluster;
    private final String groupId;
    private final CoordinatorLink link;
    private final Membership membership;
    private final GroupBoard board;
    private final OffsetCommits.Events events;
    private boolean beating;
    private boolean inFlight;
    private int failures;
    private @Nullable Timeout timer;

    Heartbeats(
            Cluster cluster,
            String groupId,
            CoordinatorLink link,
            Membership membership,
            GroupBoard board,
            OffsetCommits.Events events) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.link = link;
        this.membership = membership;
        this.board = board;
        this.events = events;
    }

    void start() {
        beating = true;
        failures = 0;
        // those of a membership that has ended
        board.troubles().worked(this);
        next(cluster.config().consumer().group().heartbeat().interval());
    }

    void stop() {
        beating = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void next(Duration pause) {
        if (timer != null) {
            timer.cancel();
        }
        timer = cluster.loop().schedule(pause, this::beat);
    }

    private void beat() {
        timer = null;
        if (!beating || inFlight) {
            return;
        }
        inFlight = true;
        int generation = membership.generation();
        var request = HeartbeatRequest.defaults()
                .withGroupId(groupId)
                .withGenerationId(generation)
                .withMemberId(membership.memberId())
                .withGroupInstanceId(membership.instanceId());
        link.send(request, timeout(), new ResponseHandler<>() {
            @Override
            public void onResponse(HeartbeatResponse response) {
                inFlight = false;
                if (beating) {
                    answered(ErrorCode.of(response.errorCode()), generation);
                }
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                inFlight = false;
                link.forget(String.valueOf(cause.getMessage()));
                failed(cause);
            }
        });
    }

    /** A coordinator that does not answer is to be left before the session is over. */
    private Duration timeout() {
        Duration session = cluster.config().consumer().group().session().timeout();
        Duration read = cluster.config().net().readTimeout();
        return session.compareTo(read) < 0 ? session : read;
    }

    private void answered(ErrorCode error, int generation) {
        switch (error) {
            case NONE -> {
                failures = 0;
                board.troubles().worked(this);
                next(cluster.config().consumer().group().heartbeat().interval());
            }
            case REBALANCE_IN_PROGRESS -> {
                failures = 0;
                board.troubles().worked(this);
                next(cluster.config().consumer().group().heartbeat().interval());
                events.onRebalance();
            }
            case ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> {
                if (generation == membership.generation()) {
                    events.onEvicted(error, generation);
                } else {
                    next(cluster.config().consumer().group().heartbeat().interval());
                }
            }
            default -> {
                MyqException fatal = GroupErrors.fatal(
                        error, groupId, link.name(), cluster.config().consumer().group());
                if (fatal != null) {
                    events.fatal(fatal);
                    return;
                }
                if (error == ErrorCode.NOT_COORDINATOR || error == ErrorCode.COORDINATOR_NOT_AVAILABLE) {
                    link.forget(error.name());
                }
                failed(new BrokerException(
                        error, "A heartbeat of group '" + groupId + "' to its " + link.name() + " got " + error));
            }
        }
    }

    private void failed(MyqException cause) {
        failures++;
        if (beating) {
            board.troubles().failed(this, cause);
            next(Backoff.pause(cluster.config().consumer().retry(), failures));
        }
    }
}
