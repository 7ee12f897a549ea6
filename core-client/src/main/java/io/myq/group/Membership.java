package io.myq.group;

import io.myq.balance.BalanceStrategy;
import io.myq.balance.BalanceStrategy.RebalanceProtocol;
import org.jspecify.annotations.Nullable;

/** Who this member is to its coordinator. Written by the loop; id and generation are read by any thread. */
final class Membership implements CommitIdentity {

    private final GroupBoard board;
    private final @Nullable String instanceId;
    private volatile String memberId = "";
    private volatile int generation = -1;
    private @Nullable BalanceStrategy strategy;
    /** False from sending a join until the assignment is known: commits would wait behind it, or be refused. */
    private boolean settled;

    /** Whether the generation is the member epoch of the consumer protocol (KIP-848). */
    private boolean consumerProtocol;

    /** Set when a static member is not to come back. The loop's. */
    private boolean forGood;

    /** @param instanceId makes the member static (KIP-345); {@code null} for a dynamic one */
    Membership(GroupBoard board, @Nullable String instanceId) {
        this.board = board;
        this.instanceId = instanceId;
    }

    /** Of a static member; {@code null} for a dynamic one. Any thread. */
    @Override
    public @Nullable String instanceId() {
        return instanceId;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    /** Who leaves now does not come back: also a static member gives its place up. */
    void leaveForGood() {
        forGood = true;
    }

    boolean leavesForGood() {
        return forGood;
    }

    @Override
    public String memberId() {
        return memberId;
    }

    @Override
    public int generation() {
        return generation;
    }

    /** Whether partitions are kept while the group shares them anew. */
    boolean isCooperative() {
        return strategy != null && strategy.protocol() == RebalanceProtocol.COOPERATIVE;
    }

    @Override
    public boolean canCommit() {
        return settled && generation >= 0;
    }

    void settled(boolean now) {
        settled = now;
    }

    @Override
    public int memberEpoch() {
        return consumerProtocol && generation > 0 ? generation : -1;
    }

    /** This member names itself (KIP-1082), for the joins to come. */
    void named(String id, boolean inConsumerProtocol) {
        memberId = id;
        consumerProtocol = inConsumerProtocol;
    }

    /** A member of the consumer protocol, which commits at all times. */
    void epoch(int newEpoch) {
        generation = newEpoch;
        settled = true;
        board.member(memberId, newEpoch);
    }

    /** The coordinator gave this id, for the join to come. */
    void named(String id) {
        memberId = id;
        board.member(id, generation);
    }

    void joined(String id, int newGeneration, BalanceStrategy chosen) {
        memberId = id;
        generation = newGeneration;
        strategy = chosen;
        board.member(id, newGeneration);
    }

    /** The coordinator does not count this member any more. */
    void lost(boolean idToo) {
        memberId = idToo ? "" : memberId;
        generation = -1;
        strategy = null;
        settled = false;
        board.member(memberId, generation);
    }
}
