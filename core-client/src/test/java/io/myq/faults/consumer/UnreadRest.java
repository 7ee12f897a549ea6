package io.myq.faults.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Asks with kafka-clients whether anything can be read behind a group's committed offsets. Owned by the test's thread. */
final class UnreadRest implements AutoCloseable {

    private static final int TRIES = 10;

    private final KafkaConsumer<byte[], byte[]> ends;
    private final KafkaConsumer<byte[], byte[]> reader;
    private final List<TopicPartition> partitions;

    /** @param committedOnly whether what transactions have not committed, or aborted, does not count */
    UnreadRest(String addresses, String topic, boolean committedOnly) {
        this.ends = consumer(addresses, "read_uncommitted");
        this.reader = consumer(addresses, committedOnly ? "read_committed" : "read_uncommitted");
        this.partitions = ends.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        reader.assign(partitions);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String addresses, String isolation) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                addresses,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                isolation,
                "fetch.max.wait.ms",
                20);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Whether nothing is there; what belongs to an open transaction is. */
    boolean isEmpty(Map<TopicPartition, Long> committed) {
        Map<TopicPartition, Long> end = ends.endOffsets(partitions);
        seek(partitions, committed);
        for (int i = 0; i < TRIES; i++) {
            if (partitions.stream().allMatch(partition -> reader.position(partition) >= end.get(partition))) {
                return true;
            }
            if (!reader.poll(Duration.ofMillis(100)).isEmpty()) {
                return false;
            }
        }
        return false;
    }

    private void seek(Collection<TopicPartition> all, Map<TopicPartition, Long> committed) {
        all.forEach(partition -> reader.seek(partition, committed.getOrDefault(partition, 0L)));
    }

    @Override
    public void close() {
        ends.close();
        reader.close();
    }
}
