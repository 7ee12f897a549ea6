package io.myq.group;

import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.LeaveGroupRequest;
import io.myq.internal.protocol.LeaveGroupRequest.MemberIdentity;
import io.myq.internal.protocol.LeaveGroupResponse;
import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that a member goes, in whichever form the broker's version has: a single id, or from version 3 on a list of members
 * (KIP-345). Immutable; any thread.
 */
record LeaveRequest(
        String groupId, String memberId, @Nullable String instanceId) implements Request<LeaveGroupResponse> {

    private static final short FIRST_WITH_LISTS = 3;

    @Override
    public Api<LeaveGroupResponse> api() {
        return Api.LEAVE_GROUP;
    }

    @Override
    public void write(MessageWriter out) {
        LeaveGroupRequest request = LeaveGroupRequest.defaults().withGroupId(groupId);
        MemberIdentity member = MemberIdentity.defaults()
                .withMemberId(memberId)
                .withGroupInstanceId(instanceId)
                .withReason("the member was closed");
        request = out.version() >= FIRST_WITH_LISTS
                ? request.withMembers(List.of(member))
                : request.withMemberId(memberId);
        request.write(out);
    }
}
