package io.myq.producer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What kafka-clients says about a cluster: makes topics and reads back what is in the log. Owned by the test. */
final class Oracle implements AutoCloseable {

    private final String addresses;
    private final Admin admin;

    Oracle(String addresses) {
        this.addresses = addresses;
        this.admin = Admin.create(Map.of("bootstrap.servers", addresses));
    }

    void createTopic(String name, int partitions, int replicas, Map<String, String> configs)
            throws InterruptedException, ExecutionException, TimeoutException {
        NewTopic topic = new NewTopic(name, partitions, (short) replicas).configs(configs);
        admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    }

    void createTopic(String name, int partitions) throws InterruptedException, ExecutionException, TimeoutException {
        createTopic(name, partitions, 1, Map.of());
    }

    Admin admin() {
        return admin;
    }

    int leader(String topic, int partition) {
        return io.myq.testing.Oracle.awaitLeader(admin, topic, partition);
    }

    /** All that is in the log, by partition and offset. */
    List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", addresses, "auto.offset.reset", "earliest", "fetch.max.wait.ms", 50);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        records.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset));
        return records;
    }

    /** What a group has committed, as {@code offset metadata} by partition; waits while transactions are open. */
    Map<String, String> committedOffsets(String group)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, String> offsets = new TreeMap<>();
        admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get(30, TimeUnit.SECONDS)
                .forEach((partition, offset) ->
                        offsets.put(partition.toString(), offset.offset() + " " + offset.metadata()));
        return offsets;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
