package io.myq.config;

/** How a group shares its partitions among its members. */
public enum GroupProtocol {
    /** {@link #CONSUMER} where the coordinator offers it for this group and nothing that is configured needs {@link #CLASSIC}, else that. */
    AUTO,
    /** One member shares partitions out, by strategies that all offer. With every broker. */
    CLASSIC,
    /** The brokers share partitions out, and nobody waits for the slowest member (KIP-848). With brokers from 4.0. */
    CONSUMER
}
