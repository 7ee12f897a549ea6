package io.myq.balance;

/** The strategies that are built in, each compatible with the assignor of the same name in Kafka's Java client. */
public final class BalanceStrategies {

    private static final BalanceStrategy RANGE = new RangeStrategy();

    private BalanceStrategies() {}

    /** {@code range}: each topic's partitions in contiguous runs, over the members sorted by id. Eager. */
    public static BalanceStrategy range() {
        return RANGE;
    }
}
