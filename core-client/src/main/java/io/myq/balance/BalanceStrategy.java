package io.myq.balance;

import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shares the partitions of the topics that a group reads among its members. The member that the group chose as leader
 * runs it, on the client's owner loop: it must be quick, must not block, and must depend on its arguments only.
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
     * @param topics what it wants to read
     * @param owned what it has at the moment; empty where the protocol is eager
     * @param generation the generation in which it got that, or -1
     */
    record Member(String memberId, List<String> topics, List<TopicPartition> owned, int generation) {}

    /** The name on the wire; all members of a group must offer one in common. */
    String name();

    /** The protocol it works under. */
    RebalanceProtocol protocol();

    /**
     * Shares every partition out, each to one member that wants its topic.
     *
     * @param members at least one, sorted by id
     * @param partitionCounts for each topic that exists, how many partitions it has
     * @return for each member, by id, what it gets: an entry for every member
     */
    Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> partitionCounts);
}
