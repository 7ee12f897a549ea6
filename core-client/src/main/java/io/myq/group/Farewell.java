package io.myq.group;

import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.LeaveGroupResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the coordinator that a member goes, so that the others need not wait until its session runs out. Whether it is heard
 * makes no difference to the member. Owned by the loop.
 */
final class Farewell {

    private static final Logger log = LoggerFactory.getLogger(Farewell.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final String groupId;
    private final CoordinatorLink link;
    private final Membership membership;

    Farewell(String groupId, CoordinatorLink link, Membership membership) {
        this.groupId = groupId;
        this.link = link;
        this.membership = membership;
    }

    /** @param then run once, whatever came of it; at once when there is nobody to tell, or nobody who could be told soon */
    void say(Runnable then) {
        String memberId = membership.memberId();
        if (memberId.isEmpty() || !link.isKnown()) {
            then.run();
            return;
        }
        link.send(new LeaveRequest(groupId, memberId, membership.instanceId()), LONGEST, new ResponseHandler<>() {
            @Override
            public void onResponse(LeaveGroupResponse response) {
                log.info("Group {}: has left: {}", groupId, ErrorCode.of(response.errorCode()));
                then.run();
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                log.info("Group {}: could not say that it leaves: {}", groupId, cause.getMessage());
                then.run();
            }
        });
    }
}
