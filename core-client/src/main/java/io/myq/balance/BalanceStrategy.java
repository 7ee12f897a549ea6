package io.myq.balance;

import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shares the partitions of the topics that a group reads among its members. The member that the group chose as leader
 * runs it, on the client's owner loop: it must be quick, must not block, and must depend on its arguments only (one
 * strategy may serve many members).
 */
public interface BalanceStrategy {

    /** How members give partitions up when the group shares them anew (KIP-429). */
    enum RebalanceProtocol {
        /** Everything is given up before, and taken anew after. */
        EAGER,
        /** Only what moves to another member is given up; the rest goes on meanwhile. */
        COOPERATIVE
    }

    /**
     * One member as the leader sees it.
     *
     * @param memberId given by the coordinator
     * @param instanceId of a static member (KIP-345); {@code null} for others
     * @param topics what it wants to read
     * @param owned what it has at the moment; empty where the protocol is eager
     * @param generation the generation in which it got that, or -1
     * @param rackId where it runs; {@code null} when it does not say
     * @param userData what its own strategy of this name wanted the leader to know; {@code null} for nothing. Not to be
     *     changed
     */
    record Member(
            String memberId,
            @Nullable String instanceId,
            List<String> topics,
            List<TopicPartition> owned,
            int generation,
            @Nullable String rackId,
            byte @Nullable [] userData) {

        /** A dynamic member that says no more than what it wants and what it has. */
        public Member(String memberId, List<String> topics, List<TopicPartition> owned, int generation) {
            this(memberId, null, topics, owned, generation, null, null);
        }
    }

    /**
     * A member that is about to join, as it sees itself.
     *
     * @param topics what it wants to read
     * @param assigned what it was given last, also when it had to give that up since; empty before the first time
     * @param generation the generation in which it was given that, or -1
     * @param userData {@code Consumer.Group.Member.UserData}; {@code null} when nothing is configured. Not to be changed
     */
    record Joining(Set<String> topics, Set<TopicPartition> assigned, int generation, byte @Nullable [] userData) {}

    /** The name on the wire; all members of a group must offer one in common. */
    String name();

    /** The protocol it works under. */
    RebalanceProtocol protocol();

    /**
     * What the leader is to know of this member besides its topics and partitions: it comes as {@link Member#userData()}.
     * Called on the owner loop before each join; must not block. Unless overridden it is what the application configured.
     */
    default byte @Nullable [] userData(Joining member) {
        return member.userData();
    }

    /**
     * Shares every partition out, each to one member that wants its topic.
     *
     * @param members at least one, sorted by id
     * @param partitionCounts for each topic that exists, how many partitions it has
     * @return for each member, by id, what it gets: an entry for every member
     */
    Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> partitionCounts);
}
