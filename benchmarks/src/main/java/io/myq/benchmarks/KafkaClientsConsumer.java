package io.myq.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** kafka-clients. Used by one thread. */
final class KafkaClientsConsumer implements BenchConsumer {

    private static final Duration WAIT = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;

    KafkaClientsConsumer(Trial trial) {
        consumer = new KafkaConsumer<>(config(trial), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, trial.workload().partitions())
                .mapToObj(partition -> new TopicPartition(trial.topic(), partition))
                .toList();
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0));
    }

    /** Its defaults, which are the same as those of myq for fetches; sockets as myq: the operating system's. */
    static Map<String, Object> config(Trial trial) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", trial.brokers());
        config.put("group.protocol", trial.protocol().label());
        config.put("enable.auto.commit", false);
        config.put("send.buffer.bytes", -1);
        config.put("receive.buffer.bytes", -1);
        config.put("metric.reporters", "");
        config.put("enable.metrics.push", false);
        return config;
    }

    @Override
    public void poll(RecordSink sink) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            byte[] value = record.value();
            sink.record(record.partition(), record.offset(), value, 0, value.length);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
