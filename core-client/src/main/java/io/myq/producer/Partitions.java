package io.myq.producer;

/**
 * The partitions of a topic at one moment. Immutable; any thread.
 *
 * @param all by number
 * @param writable those with a leader, by number; all of them when none has one, for messages then wait in any of them
 */
record Partitions(PartitionProducer[] all, PartitionProducer[] writable) {}
