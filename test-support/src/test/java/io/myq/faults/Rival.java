package io.myq.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** kafka-clients' producer behind the proxy, with its history. Owned by the test. */
final class Rival implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final History history;

    private Rival(KafkaProducer<byte[], byte[]> producer, String run) {
        this.producer = producer;
        this.history = new History(run, 0);
    }

    /** Its client id is the run's name. */
    static Rival open(ProxiedCluster cluster, String run) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, run);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_500);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 20);
        return new Rival(new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()), run);
    }

    /** Sends one message and does not wait. */
    Future<RecordMetadata> start(String topic, int bytes) {
        Sent message = history.invoke(0, topic, 0, "key", bytes);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, message.keyBytes(), message.value());
        return producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                history.ok(message, metadata.topic(), metadata.partition(), metadata.offset());
            } else {
                history.unknown(message, failure);
            }
        });
    }

    /** Sends one message and waits for its outcome. */
    RecordMetadata send(String topic) throws Exception {
        return start(topic, 100).get(60, TimeUnit.SECONDS);
    }

    /** What the checker says of the run, from the log past the proxy. */
    Verdict verdict(ProxiedCluster cluster, String topic) {
        return Checker.check(history, LogReader.readAll(cluster.kafka().bootstrapServers(), List.of(topic)));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
