package io.myq.group;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.error.UnsupportedRequestException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.ConsumerGroupHeartbeatResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends the heartbeats of the consumer protocol, one at a time: as often as the coordinator says, at once when there is
 * something to say, and after a pause when one failed. Owned by the loop.
 */
final class ConsumerHeartbeats {

    private static final Duration FIRST_LOOK = Duration.ofMillis(25);

    /** Whose heartbeats these are. */
    interface Owner {
        /** What to say. */
        HeartbeatContents.Next next();

        /** @throws ProtocolException when the answer cannot be true */
        void beaten(ConsumerGroupHeartbeatResponse answer);

        /** Whether the coordinator is about to share out, so that it is asked again sooner than it says. */
        boolean awaitsAssignment();

        /**
         * @param detail the coordinator's own words in brackets, or nothing
         * @return whether the heartbeat is to be sent again after a pause
         */
        boolean refused(BrokerException cause, String detail);

        /** The broker does not know such requests. @return as above */
        boolean unsupported(UnsupportedRequestException cause);

        /** What was said may not have been heard. */
        void unheard();
    }

    private final Cluster cluster;
    private final String groupId;
    private final CoordinatorLink link;
    private final GroupBoard board;
    private final ConsumerSettings settings;
    private final Owner owner;
    private @Nullable Timeout timer;
    /** The answer that counts; none when it was stopped meanwhile. */
    private @Nullable Object awaited;

    private boolean beating;
    private boolean again;
    private boolean everSent;
    private int failures;
    private int looks;

    ConsumerHeartbeats(
            Cluster cluster,
            String groupId,
            CoordinatorLink link,
            GroupBoard board,
            ConsumerSettings settings,
            Owner owner) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.link = link;
        this.board = board;
        this.settings = settings;
        this.owner = owner;
    }

    /** Whether the coordinator may have heard of this member. */
    boolean everSent() {
        return everSent;
    }

    void start() {
        beating = true;
        failures = 0;
        looks = 0;
        now();
    }

    /** Says it at once, or right after the answer that is awaited; but not before the pause after a failure is over. */
    void now() {
        if (!beating || failures > 0) {
            return;
        }
        if (awaited != null) {
            again = true;
        } else {
            beat();
        }
    }

    void stop() {
        beating = false;
        again = false;
        awaited = null;
        cancelTimer();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void later(Duration pause) {
        cancelTimer();
        timer = cluster.loop().schedule(pause, this::beat);
    }

    private void beat() {
        cancelTimer();
        again = false;
        everSent = true;
        HeartbeatContents.Next next = owner.next();
        Object mine = new Object();
        awaited = mine;
        link.send(next.request(), timeout(), new ResponseHandler<ConsumerGroupHeartbeatResponse>() {
            @Override
            public void onResponse(ConsumerGroupHeartbeatResponse response) {
                if (awaited == mine) {
                    awaited = null;
                    answered(response, next);
                }
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                if (awaited == mine) {
                    awaited = null;
                    if (cause instanceof UnsupportedRequestException unsupported) {
                        retry(owner.unsupported(unsupported), cause);
                    } else {
                        link.forget(String.valueOf(cause.getMessage()));
                        retry(true, cause);
                    }
                }
            }
        });
    }

    /** A coordinator that does not answer is to be left before the session is over. */
    private Duration timeout() {
        Duration read = cluster.config().net().readTimeout();
        return settings.sessionTimeout().compareTo(read) < 0 ? settings.sessionTimeout() : read;
    }

    private void answered(ConsumerGroupHeartbeatResponse response, HeartbeatContents.Next next) {
        ErrorCode error = ErrorCode.of(response.errorCode());
        if (error != ErrorCode.NONE) {
            refused(error, response.errorMessage());
            return;
        }
        try {
            next.accepted().run();
            owner.beaten(response);
        } catch (ProtocolException e) {
            retry(true, e);
            return;
        }
        failures = 0;
        board.troubles().worked(this);
        if (beating && awaited == null) {
            afterSuccess(response.heartbeatIntervalMs());
        }
    }

    private void afterSuccess(int intervalMs) {
        if (again) {
            beat();
            return;
        }
        Duration interval = intervalMs > 0 ? Duration.ofMillis(intervalMs) : settings.heartbeatInterval();
        Duration look = FIRST_LOOK.multipliedBy(1L << Math.min(looks, 20));
        if (owner.awaitsAssignment() && look.compareTo(interval) < 0) {
            looks++;
            later(look);
        } else {
            later(interval);
        }
    }

    private void refused(ErrorCode error, @Nullable String message) {
        if (error == ErrorCode.NOT_COORDINATOR || error == ErrorCode.COORDINATOR_NOT_AVAILABLE) {
            link.forget(error.name());
        }
        String detail = message == null || message.isBlank() ? "" : " (" + message + ")";
        BrokerException cause = new BrokerException(
                error, "A heartbeat of group '" + groupId + "' to its " + link.name() + " got " + error + detail);
        board.troubles().failed(this, cause);
        retry(owner.refused(cause, detail), cause);
    }

    private void retry(boolean wanted, MyqException cause) {
        if (wanted && beating) {
            failures++;
            owner.unheard();
            board.troubles().failed(this, cause);
            later(Backoff.pause(cluster.config().consumer().retry(), failures));
        }
    }
}
