package io.myq.sample;

import io.myq.message.RecordMetadata;

/**
 * Where the broker has put an order.
 *
 * @param topic the topic
 * @param partition number of the partition
 * @param offset position in the partition
 */
record PlacedOrder(String topic, int partition, long offset) {

    static PlacedOrder of(RecordMetadata metadata) {
        return new PlacedOrder(metadata.topic(), metadata.partition(), metadata.offset());
    }
}
