package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/** Keyed messages that kafka-clients writes on a thread of its own until it is closed; what it counts is acknowledged. */
final class Flow implements AutoCloseable {

    private static final int CHUNK = 50;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean closing;
    private volatile int sent;

    Flow(Oracle oracle, String topic, int keys) {
        producer = oracle.producer(Map.of("reconnect.backoff.max.ms", 200, "retry.backoff.max.ms", 200));
        thread = new Thread(() -> run(topic, keys), "flow");
        thread.start();
    }

    private void run(String topic, int keys) {
        try {
            int next = 0;
            while (!closing) {
                Oracle.sendKeyed(producer, topic, keys, next, next + CHUNK);
                next += CHUNK;
                sent = next;
            }
        } catch (Exception e) {
            failure.set(e);
        }
    }

    int sent() {
        return sent;
    }

    /** Ends it and waits for the last acknowledgement. */
    @Override
    public void close() {
        closing = true;
        GroupTestBed.until(() -> !thread.isAlive());
        producer.close(Duration.ofSeconds(10));
        assertThat(failure.get()).isNull();
    }
}
