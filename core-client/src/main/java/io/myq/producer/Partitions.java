package io.myq.producer;

/**
 * The partitions of a topic at one moment. Immutable, but for where messages gather; any thread.
 *
 * @param all by number
 * @param writable those with a leader, by number; all of them when none has one, for messages then wait in any of them
 * @param sticky where messages gather that may go to any of the writable ones
 */
record Partitions(PartitionProducer[] all, PartitionProducer[] writable, StickyChoice sticky) {}
