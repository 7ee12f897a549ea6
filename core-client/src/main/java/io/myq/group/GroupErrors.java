package io.myq.group;

import io.myq.balance.BalanceStrategy;
import io.myq.config.GroupConfig;
import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Tells errors that no repetition removes from those that pass, and says what to change. Stateless. */
final class GroupErrors {

    private GroupErrors() {}

    /** Whether an error that no repetition removes is about the group as a whole, and not about one of its partitions. */
    static boolean concernsGroup(ErrorCode error) {
        return switch (error) {
            case GROUP_AUTHORIZATION_FAILED, INVALID_GROUP_ID, UNSUPPORTED_VERSION, INVALID_REQUEST -> true;
            default -> false;
        };
    }

    /** What to change, to be put after the error; empty when the error says it itself. */
    static String hint(ErrorCode error) {
        return switch (error) {
            case GROUP_AUTHORIZATION_FAILED ->
                ". This client may not join it: grant READ on the group to its principal";
            case TOPIC_AUTHORIZATION_FAILED -> ". This client may not read a topic: grant READ on it to its principal";
            case OFFSET_METADATA_TOO_LARGE ->
                ". The metadata is longer than the broker's offset.metadata.max.bytes (4096 by default): store it elsewhere,"
                        + " or raise that. The offset goes with the next commit without it";
            case INVALID_GROUP_ID -> ". Choose another group id";
            case GROUP_MAX_SIZE_REACHED -> ". It has as many members as the broker's group.max.size allows";
            case FENCED_INSTANCE_ID -> ". Another member has the same instance id";
            case UNRELEASED_INSTANCE_ID ->
                ". Another member has the same instance id. If that has died, its session runs out soon; else give each"
                        + " member an instance id of its own";
            case UNSUPPORTED_ASSIGNOR ->
                ". The brokers' group.consumer.assignors does not name it: put another strategy first in"
                        + " Consumer.Group.Rebalance.GroupStrategies, or leave that out";
            case UNSUPPORTED_VERSION, INVALID_REQUEST -> ". The broker does not understand this client";
            default -> "";
        };
    }

    /**
     * @param coordinator as {@link CoordinatorLink#name} has it
     * @return {@code null} when the request is to be tried again
     */
    static @Nullable BrokerException fatal(ErrorCode error, String groupId, String coordinator, GroupConfig config) {
        boolean mayPass = error.retriable() || error == ErrorCode.UNKNOWN_SERVER_ERROR;
        return mayPass && hint(error).isEmpty() ? null : refusal(error, groupId, coordinator, config);
    }

    /**
     * What ends a member of the consumer protocol, and what to change.
     *
     * @param detail the coordinator's own words, or nothing
     */
    static BrokerException refused(ErrorCode error, String detail, String groupId, String coordinator) {
        return new BrokerException(
                error,
                "Cannot be a member of group '" + groupId + "': the " + coordinator + " answered " + error + detail
                        + hint(error));
    }

    /** What ends a member, and what to change. */
    static BrokerException refusal(ErrorCode error, String groupId, String coordinator, GroupConfig config) {
        String advice = switch (error) {
            case INCONSISTENT_GROUP_PROTOCOL ->
                ". Its other members offer no strategy that this one offers ("
                        + config.rebalance().offered().stream()
                                .map(BalanceStrategy::name)
                                .toList()
                        + "), or are no consumers, or use the new group protocol. Set Consumer.Group.Rebalance.GroupStrategies to what"
                        + " they have in common, or use another group id";
            case INVALID_SESSION_TIMEOUT ->
                ". Consumer.Group.Session.Timeout is "
                        + config.session().timeout().toMillis()
                        + " ms, which is not between the broker's group.min.session.timeout.ms and"
                        + " group.max.session.timeout.ms";
            case FENCED_INSTANCE_ID ->
                ". Another member with the instance id '" + config.instanceId()
                        + "' has joined since, and taken this one's place. Give each process a"
                        + " Consumer.Group.InstanceId of its own, and start this one again";
            default -> hint(error);
        };
        return new BrokerException(
                error,
                "Cannot be a member of group '" + groupId + "': the " + coordinator + " answered " + error + advice);
    }
}
