package io.myq.benchmarks;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.consumer.Consumer;
import io.myq.consumer.MessageCursor;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;

/** myq, with a cursor. Used by one thread. */
final class MyqCursorConsumer implements BenchConsumer {

    private static final Duration WAIT = Duration.ofSeconds(1);

    private final MyqClient client;
    private final Consumer consumer;

    MyqCursorConsumer(Trial trial) {
        client = MyqClient.open(List.of(trial.brokers().split(",")), Config.defaults());
        consumer = client.consumer();
        for (int i = 0; i < trial.workload().partitions(); i++) {
            consumer.consumePartition(new TopicPartition(trial.topic(), i), 0);
        }
    }

    @Override
    public void poll(RecordSink sink) {
        try (MessageCursor cursor = consumer.read(WAIT)) {
            while (cursor != null && cursor.next()) {
                sink.record(
                        cursor.batch().topicPartition().partition(),
                        cursor.offset(),
                        cursor.array(),
                        cursor.valueOffset(),
                        cursor.valueLength());
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
