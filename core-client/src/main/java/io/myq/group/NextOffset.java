package io.myq.group;

/**
 * Where to begin to read a partition. Immutable.
 *
 * @param offset of the first message that is not done; or {@link io.myq.consumer.Consumer#OLDEST} or {@link
 *     io.myq.consumer.Consumer#NEWEST}, as {@code Consumer.Offsets.Initial} says, when nothing is committed
 * @param metadata that was committed with it; empty for none
 * @param leaderEpoch of the message before it (KIP-320); -1 if unknown
 */
public record NextOffset(long offset, String metadata, int leaderEpoch) {}
