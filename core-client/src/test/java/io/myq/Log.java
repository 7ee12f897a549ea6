package io.myq;

import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The log as kafka-clients sees it: the witness who is not ours. Each call has a connection of its own. */
final class Log {

    private final String bootstrapServers;

    Log(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    void create(String topic, int partitions, int replicas) throws Exception {
        try (Admin admin = Admin.create(properties())) {
            admin.createTopics(Set.of(new NewTopic(topic, partitions, (short) replicas)
                            .configs(Map.of("min.insync.replicas", Integer.toString(Math.max(1, replicas - 1))))))
                    .all()
                    .get();
        }
    }

    int leader(String topic, int partition) {
        try (Admin admin = Admin.create(properties())) {
            return Oracle.awaitLeader(admin, topic, partition);
        }
    }

    /** Shows every record of a topic, from its beginning to its present end. */
    void replay(String topic, KeyedHistory history) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> history.see(record.key(), record.value()));
            }
        }
    }

    /** How many records of a topic a group has committed as done. */
    long committed(String group, String topic) throws Exception {
        try (Admin admin = Admin.create(properties())) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic))
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }
}
