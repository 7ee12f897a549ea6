package io.myq.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Uses a cluster through kafka-clients: what it says about a broker is not our opinion.
 *
 * <p>Owned by the test's thread.
 */
final class Witness {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Witness() {}

    static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    static void send(String bootstrapServers, String topic, String... values) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", LIMIT.toMillis());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(StandardCharsets.UTF_8)))
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    /** The first values of partition 0, as many as asked for, or fewer when they do not come in time. */
    static List<String> read(String bootstrapServers, String topic, int count) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers);
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(found -> values.add(new String(found.value(), StandardCharsets.UTF_8)));
            }
        }
        return values;
    }
}
