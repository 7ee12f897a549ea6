package io.myq.benchmarks;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.consumer.Consumer;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** myq, with messages. Used by one thread. */
final class MyqConsumer implements BenchConsumer {

    private static final Duration WAIT = Duration.ofSeconds(1);

    private final MyqClient client;
    private final Consumer consumer;

    MyqConsumer(Trial trial) {
        client = MyqClient.open(List.of(trial.brokers().split(",")), Config.defaults());
        consumer = client.consumer();
        for (int i = 0; i < trial.workload().partitions(); i++) {
            consumer.consumePartition(new TopicPartition(trial.topic(), i), 0);
        }
    }

    @Override
    public void poll(RecordSink sink) {
        try {
            for (ConsumerMessage message : consumer.poll(WAIT)) {
                byte[] value = Objects.requireNonNull(message.value());
                sink.record(message.partition(), message.offset(), value, 0, value.length);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
