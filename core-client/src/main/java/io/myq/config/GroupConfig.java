package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Consumer.Group}: membership in groups.
 *
 * @param session when a member counts as gone
 * @param heartbeat how a member shows that it is there
 * @param rebalance how a group shares partitions anew
 * @param member what a member tells about itself
 * @param instanceId makes the member static (KIP-345): who comes back with the same name within {@code Session.Timeout} gets
 *     its partitions back without a rebalance; two at a time fence each other off. At most 249 of the characters {@code
 *     [a-zA-Z0-9._-]}. {@code null} for a dynamic member. Default {@code null}
 * @param resetInvalidOffsets whether a group goes on by {@code Consumer.Offsets.OutOfRange} where the log no longer has, or
 *     does not have yet, what it committed; while {@code false}, reading fails with an error that names what is there,
 *     until somebody resets the committed offset. Default true
 * @param protocol how the group shares its partitions. Default {@link GroupProtocol#CLASSIC}
 */
@RecordBuilder
public record GroupConfig(
        SessionConfig session,
        HeartbeatConfig heartbeat,
        RebalanceConfig rebalance,
        MemberConfig member,
        @Nullable String instanceId,
        boolean resetInvalidOffsets,
        GroupProtocol protocol)
        implements GroupConfigBuilder.With {

    private static final int LONGEST_INSTANCE_ID = 249;
    private static final Pattern INSTANCE_ID = Pattern.compile("[a-zA-Z0-9._-]+");

    /** The default of every leaf. */
    public static GroupConfig defaults() {
        return new GroupConfig(
                SessionConfig.defaults(),
                HeartbeatConfig.defaults(),
                RebalanceConfig.defaults(),
                MemberConfig.defaults(),
                null,
                true,
                GroupProtocol.CLASSIC);
    }

    void validate(Violations violations) {
        session.validate(violations);
        heartbeat.validate(session, violations);
        rebalance.validate(violations);
        if (instanceId != null) {
            validateInstanceId(instanceId, violations);
        }
    }

    /** The brokers' own rules, which they tell only at the join. */
    private static void validateInstanceId(String id, Violations violations) {
        String leaf = "Consumer.Group.InstanceId";
        violations.require(!id.equals(".") && !id.equals(".."), leaf, "must not be '" + id + "'");
        violations.require(
                id.length() <= LONGEST_INSTANCE_ID,
                leaf,
                "must have at most " + LONGEST_INSTANCE_ID + " characters, but has " + id.length());
        violations.require(
                INSTANCE_ID.matcher(id).matches(),
                leaf,
                "must consist of letters, digits, '.', '_' and '-', but is '" + id + "'");
    }
}
