package io.myq.balance;

/** The strategies that are built in, each compatible with the assignor of the same name in Kafka's Java client. */
public final class BalanceStrategies {

    private static final BalanceStrategy RANGE = new RangeStrategy();
    private static final BalanceStrategy ROUND_ROBIN = new RoundRobinStrategy();
    private static final BalanceStrategy STICKY = new StickyStrategy();
    private static final BalanceStrategy COOPERATIVE_STICKY = new CooperativeStickyStrategy();

    private BalanceStrategies() {}

    /**
     * {@code range}: each topic's partitions in contiguous runs, over the members sorted by id (static ones first, by
     * instance id). Eager.
     */
    public static BalanceStrategy range() {
        return RANGE;
    }

    /** {@code roundrobin}: the partitions of all topics one after the other, over the members sorted as for range. Eager. */
    public static BalanceStrategy roundRobin() {
        return ROUND_ROBIN;
    }

    /** {@code sticky}: fair shares, each member getting back as much as it can of what it had (KIP-54). Eager. */
    public static BalanceStrategy sticky() {
        return STICKY;
    }

    /**
     * {@code cooperative-sticky}: fair shares, each member keeping as much as it can; only what moves is given up, in a
     * rebalance of its own (KIP-429). Cooperative.
     */
    public static BalanceStrategy cooperativeSticky() {
        return COOPERATIVE_STICKY;
    }
}
