package io.myq.faults.producer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** What kafka-clients finds committed in a topic once no transaction is open there. Owned by the test. */
final class CommittedLog {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private CommittedLog() {}

    /** The values of each partition in the order of their offsets; waits for the end of every open transaction. */
    static Map<Integer, List<String>> read(String addresses, String topic) {
        Map<Integer, List<String>> values = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> all = consumer(addresses, "read_uncommitted");
                KafkaConsumer<byte[], byte[]> committed = consumer(addresses, "read_committed")) {
            List<TopicPartition> partitions = all.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            committed.assign(partitions);
            Awaitility.await("all transactions on " + topic + " have ended")
                    .atMost(LIMIT)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        committed
                                .poll(Duration.ofMillis(100))
                                .forEach(record -> values.computeIfAbsent(
                                                record.partition(), partition -> new ArrayList<>())
                                        .add(new String(record.value())));
                        return all.endOffsets(partitions).entrySet().stream()
                                .allMatch(end -> committed.position(end.getKey()) >= end.getValue());
                    });
        }
        return values;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String addresses, String isolation) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", addresses);
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", isolation);
        config.put("fetch.max.wait.ms", 20);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
