package io.myq.sample;

/**
 * An order that the listener has received.
 *
 * @param order as it was sent
 * @param partition number of the partition it came from
 * @param offset position in the partition
 * @param millis from send to receipt
 */
record ReceivedOrder(Order order, int partition, long offset, long millis) {}
