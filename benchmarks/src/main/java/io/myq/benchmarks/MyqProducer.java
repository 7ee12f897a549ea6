package io.myq.benchmarks;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.config.ProducerConfig;
import io.myq.error.SendException;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import io.myq.producer.AsyncProducer;
import io.myq.producer.SendCallback;
import java.time.Duration;
import java.util.List;

/** myq. Used by one thread. */
final class MyqProducer implements BenchProducer {

    private final MyqClient client;
    private final AsyncProducer producer;
    private final Outcomes outcomes;
    private final SendCallback[] callbacks = new SendCallback[CALLBACKS];
    private int next;

    MyqProducer(Trial trial, Outcomes outcomes) {
        this.outcomes = outcomes;
        client = MyqClient.open(
                List.of(trial.brokers().split(",")), Config.defaults().withProducer(config(trial.workload())));
        producer = client.asyncProducer();
        for (int i = 0; i < CALLBACKS; i++) {
            callbacks[i] = new Counted(outcomes);
        }
    }

    private static ProducerConfig config(Workload workload) {
        ProducerConfig config = ProducerConfig.defaults();
        if (workload.ownDefaults()) {
            return config;
        }
        return config.withCompression(workload.compression())
                .withBatchBytes(workload.batchBytes())
                // without linger each side has what is best for latency: kafka-clients 0 ms, myq nothing set
                .withLinger(workload.lingerMillis() == 0 ? null : Duration.ofMillis(workload.lingerMillis()))
                .withBufferMemory(KafkaClientsProducer.BUFFER_BYTES);
    }

    @Override
    public void send(String topic, int partition, byte[] value) {
        producer.send(message(topic, partition, value), callbacks[next++ & CALLBACKS - 1]);
    }

    @Override
    public void send(String topic, int partition, byte[] value, long intendedNanos) {
        producer.send(message(topic, partition, value), new Timed(outcomes, intendedNanos));
    }

    private static ProducerMessage message(String topic, int partition, byte[] value) {
        return new ProducerMessage(topic, partition, ProducerMessage.NOW, null, value, List.of());
    }

    @Override
    public void flush() {
        try {
            if (!producer.flush(Duration.ofMinutes(2))) {
                throw new IllegalStateException("not flushed within 2 minutes: " + client.status());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public double requests() {
        return producer.metrics().requests();
    }

    @Override
    public double bytes() {
        return producer.metrics().bytes();
    }

    @Override
    public void close() {
        client.close();
    }

    private record Counted(Outcomes outcomes) implements SendCallback {

        @Override
        public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
            outcomes.acknowledged();
        }

        @Override
        public void onFailed(SendException cause) {
            outcomes.failed(cause);
        }
    }

    private record Timed(Outcomes outcomes, long intendedNanos) implements SendCallback {

        @Override
        public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
            outcomes.acknowledged(intendedNanos);
        }

        @Override
        public void onFailed(SendException cause) {
            outcomes.failed(cause);
        }
    }
}
