package io.myq.group;

import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Cluster;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The member by the protocol that the configuration and the coordinator leave: the consumer protocol is tried, and where it is
 * not offered the classic one takes over, unless it was ruled out. Owned by the loop.
 */
final class ChosenMember implements Member {

    private static final Logger log = LoggerFactory.getLogger(ChosenMember.class);

    private final Cluster cluster;
    private final String groupId;
    private final ProtocolChoice choice;
    private final GroupParts parts;
    private @Nullable Member current;

    ChosenMember(Cluster cluster, String groupId, ProtocolChoice choice, GroupParts parts) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.choice = choice;
        this.parts = parts;
    }

    @Override
    public void start() {
        if (choice.isClassic()) {
            String needed = choice.needsClassic();
            startClassic(needed == null ? "Consumer.Group.Protocol is " + choice.protocol() : needed);
            return;
        }
        if (choice.needsClassic() != null) {
            refuse(
                    new MyqException(
                            "Group '" + groupId + "' cannot use the consumer protocol, which"
                                    + " Consumer.Group.Protocol asks for: " + choice.needsClassic()
                                    + ", and only the classic protocol has that. Leave it out, or set the protocol to AUTO or CLASSIC"));
            return;
        }
        ConsumerSettings settings = ConsumerSettings.of(cluster.config(), choice.assignor());
        start(new ConsumerMember(cluster, groupId, parts, settings, this::notOffered));
    }

    private void startClassic(String reason) {
        log.info("Group {}: uses the classic protocol: {}", groupId, reason);
        start(new GroupMember(
                cluster,
                groupId,
                parts.topics(),
                parts.link(),
                parts.membership(),
                parts.board(),
                parts.commits(),
                parts.claims()));
    }

    private void start(Member member) {
        current = member;
        member.start();
    }

    /** Told before the coordinator has counted this member. */
    private void notOffered(MyqException cause) {
        if (choice.mayFallBack()) {
            startClassic("the consumer protocol is not offered: " + cause.getMessage());
            return;
        }
        refuse(new MyqException(
                "Group '" + groupId + "' cannot use the consumer protocol, which Consumer.Group.Protocol asks for: "
                        + cause.getMessage()
                        + ". It needs brokers from 4.0 with group.version 1, and a group that is new,"
                        + " empty or can be upgraded (group.consumer.migration.policy). Set the protocol to AUTO or"
                        + " CLASSIC, or use another group id",
                cause));
    }

    private void refuse(MyqException cause) {
        current = null;
        log.error("{}", cause.getMessage());
        parts.board().ended(GroupStatus.State.FAILED, cause);
        parts.commits().close(cause);
    }

    @Override
    public void leave(Duration limit, Consumer<Boolean> left) {
        Member member = current;
        if (member == null) {
            left.accept(false);
        } else {
            member.leave(limit, left);
        }
    }

    @Override
    public void onRebalance() {
        if (current != null) {
            current.onRebalance();
        }
    }

    @Override
    public void onEvicted(ErrorCode error, int generation) {
        if (current != null) {
            current.onEvicted(error, generation);
        }
    }

    @Override
    public void fatal(MyqException cause) {
        if (current != null) {
            current.fatal(cause);
        }
    }
}
