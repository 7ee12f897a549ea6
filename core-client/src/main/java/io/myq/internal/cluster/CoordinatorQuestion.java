package io.myq.internal.cluster;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.FindCoordinatorRequest;
import io.myq.internal.protocol.FindCoordinatorResponse;
import io.myq.internal.protocol.FindCoordinatorResponse.Coordinator;
import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one coordinator in whichever form the broker's version has: a single key, or from version 4 on a list of them
 * (KIP-699). Immutable; any thread.
 */
record CoordinatorQuestion(CoordinatorType type, String key) implements Request<FindCoordinatorResponse> {

    private static final short FIRST_WITH_LISTS = 4;

    @Override
    public Api<FindCoordinatorResponse> api() {
        return Api.FIND_COORDINATOR;
    }

    @Override
    public void write(MessageWriter out) {
        FindCoordinatorRequest request = FindCoordinatorRequest.defaults().withKeyType(type.code());
        request = out.version() >= FIRST_WITH_LISTS ? request.withCoordinatorKeys(List.of(key)) : request.withKey(key);
        request.write(out);
    }

    /** @throws BrokerException when there is no coordinator at the moment, or never will be */
    Node answer(FindCoordinatorResponse response) {
        Coordinator coordinator = response.coordinators().isEmpty()
                ? new Coordinator(
                        key,
                        response.nodeId(),
                        response.host(),
                        response.port(),
                        response.errorCode(),
                        response.errorMessage())
                : response.coordinators().get(0);
        ErrorCode error = ErrorCode.of(coordinator.errorCode());
        if (error != ErrorCode.NONE) {
            throw new BrokerException(
                    error, "No coordinator for " + this + ": " + error + detail(coordinator.errorMessage()));
        }
        return new Node(coordinator.nodeId(), coordinator.host(), coordinator.port(), null);
    }

    private static String detail(@Nullable String message) {
        return message == null || message.isEmpty() ? "" : " (" + message + ")";
    }

    @Override
    public String toString() {
        return (type == CoordinatorType.GROUP ? "group '" : "transactional id '") + key + "'";
    }
}
