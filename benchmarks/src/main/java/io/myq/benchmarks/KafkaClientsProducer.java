package io.myq.benchmarks;

import io.myq.message.CompressionType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** kafka-clients. Used by one thread. */
final class KafkaClientsProducer implements BenchProducer {

    static final long BUFFER_BYTES = 32 << 20;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Outcomes outcomes;
    private final Callback[] callbacks = new Callback[CALLBACKS];
    private int next;

    KafkaClientsProducer(Trial trial, Outcomes outcomes) {
        this.outcomes = outcomes;
        producer = new KafkaProducer<>(config(trial), new ByteArraySerializer(), new ByteArraySerializer());
        for (int i = 0; i < CALLBACKS; i++) {
            callbacks[i] = new Counted(outcomes);
        }
    }

    private static Map<String, Object> config(Trial trial) {
        Workload workload = trial.workload();
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", trial.brokers());
        if (!workload.ownDefaults()) {
            config.put("acks", "all");
            config.put("enable.idempotence", true);
            config.put("batch.size", workload.batchBytes());
            config.put("linger.ms", workload.lingerMillis());
            config.put("buffer.memory", BUFFER_BYTES);
            config.put("max.in.flight.requests.per.connection", 5);
            // as myq: the operating system's, no JMX, nothing pushed to the broker
            config.put("send.buffer.bytes", -1);
            config.put("receive.buffer.bytes", -1);
            config.put("metric.reporters", "");
            config.put("enable.metrics.push", false);
        }
        if (workload.compression() != CompressionType.NONE) {
            config.put("compression.type", workload.compression().name().toLowerCase(Locale.ROOT));
        }
        return config;
    }

    @Override
    public void send(String topic, int partition, byte[] value) {
        producer.send(message(topic, partition, value), callbacks[next++ & CALLBACKS - 1]);
    }

    @Override
    public void send(String topic, int partition, byte[] value, long intendedNanos) {
        producer.send(message(topic, partition, value), new Timed(outcomes, intendedNanos));
    }

    private static ProducerRecord<byte[], byte[]> message(String topic, int partition, byte[] value) {
        return partition == ANY_PARTITION
                ? new ProducerRecord<>(topic, value)
                : new ProducerRecord<>(topic, partition, null, value);
    }

    @Override
    public void flush() {
        producer.flush();
    }

    @Override
    public double requests() {
        return metric("request-total");
    }

    @Override
    public double bytes() {
        return metric("outgoing-byte-total");
    }

    private double metric(String name) {
        return producer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name)
                        && metric.metricName().group().equals("producer-metrics"))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        producer.close();
    }

    private record Counted(Outcomes outcomes) implements Callback {

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null) {
                outcomes.acknowledged();
            } else {
                outcomes.failed(failure);
            }
        }
    }

    private record Timed(Outcomes outcomes, long intendedNanos) implements Callback {

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null) {
                outcomes.acknowledged(intendedNanos);
            } else {
                outcomes.failed(failure);
            }
        }
    }
}
