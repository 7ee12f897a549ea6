package io.myq.config;

import io.myq.balance.BalanceStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds what works in a valid Config tree, but probably not as it was meant. Owned by the thread that asks. */
final class Warnings {

    /** {@code socket.request.max.bytes} of a broker that was not told otherwise. */
    private static final int BROKERS_LARGEST_REQUEST = 104_857_600;

    private static final int LEAST_BUFFER_LENGTH = 4096;
    private static final long LEAST_BUFFER_BYTES = 33_554_432;
    private static final Duration SHORT_WAIT = Duration.ofMillis(100);

    private final List<String> warnings = new ArrayList<>();

    private Warnings() {}

    static List<String> of(Config config) {
        Warnings found = new Warnings();
        found.producer(config.producer());
        found.flush(config.producer());
        found.retry(config.producer().retry());
        found.consumer(config.consumer());
        found.withoutEffect(config.consumer());
        return List.copyOf(found.warnings);
    }

    private void warn(boolean applies, String text) {
        if (applies) {
            warnings.add(text);
        }
    }

    private void producer(ProducerConfig producer) {
        warn(
                producer.maxMessageBytes() >= BROKERS_LARGEST_REQUEST,
                "Producer.MaxMessageBytes (" + producer.maxMessageBytes()
                        + ") is more than a broker takes in one request," + " unless its socket.request.max.bytes ("
                        + BROKERS_LARGEST_REQUEST + ") was raised");
        warn(
                producer.deliveryTimeout().compareTo(producer.timeout()) <= 0,
                "Producer.DeliveryTimeout (" + Violations.text(producer.deliveryTimeout())
                        + ") is not longer than Producer.Timeout (" + Violations.text(producer.timeout())
                        + "): messages end as unknown while the broker still waits for its replicas");
        warn(
                producer.batchBytes() > producer.maxMessageBytes(),
                "Producer.BatchBytes (" + producer.batchBytes() + ") is more than Producer.MaxMessageBytes ("
                        + producer.maxMessageBytes() + "), which is the largest batch, too: it counts as that");
        wholeMillis(producer.timeout(), "Producer.Timeout");
        wholeMillis(producer.transaction().timeout(), "Producer.Transaction.Timeout");
    }

    private void flush(ProducerConfig producer) {
        FlushConfig flush = producer.flush();
        warn(
                (flush.bytes() > 0 || flush.messages() > 0) && flush.frequency().isZero(),
                "Producer.Flush.Bytes or Producer.Flush.Messages is set, and Producer.Flush.Frequency is not: what does not"
                        + " come together goes after 1s");
        warn(
                flush.bytes() > producer.bufferMemory(),
                "Producer.Flush.Bytes (" + flush.bytes() + ") is more than Producer.BufferMemory ("
                        + producer.bufferMemory() + "): so much never comes together");
    }

    private void retry(ProducerRetryConfig retry) {
        warn(
                retry.maxBufferLength() > 0 && retry.maxBufferLength() < LEAST_BUFFER_LENGTH,
                "Producer.Retry.MaxBufferLength (" + retry.maxBufferLength() + ") counts as " + LEAST_BUFFER_LENGTH);
        warn(
                retry.maxBufferBytes() > 0 && retry.maxBufferBytes() < LEAST_BUFFER_BYTES,
                "Producer.Retry.MaxBufferBytes (" + retry.maxBufferBytes() + ") counts as " + LEAST_BUFFER_BYTES);
    }

    private void consumer(ConsumerConfig consumer) {
        warn(
                consumer.maxWaitTime().compareTo(SHORT_WAIT) < 0,
                "Consumer.MaxWaitTime (" + Violations.text(consumer.maxWaitTime())
                        + ") is short: brokers are asked more than ten times a second while there is nothing to read");
        warn(
                consumer.fetch().min() > consumer.fetch().maxBytes(),
                "Consumer.Fetch.Min (" + consumer.fetch().min() + ") is more than Consumer.Fetch.MaxBytes ("
                        + consumer.fetch().maxBytes() + "): every answer takes the whole of Consumer.MaxWaitTime");
        wholeMillis(consumer.maxWaitTime(), "Consumer.MaxWaitTime");
        wholeMillis(consumer.group().session().timeout(), "Consumer.Group.Session.Timeout");
        wholeMillis(consumer.group().heartbeat().interval(), "Consumer.Group.Heartbeat.Interval");
        wholeMillis(consumer.group().rebalance().timeout(), "Consumer.Group.Rebalance.Timeout");
        wholeMillis(consumer.offsets().retention(), "Consumer.Offsets.Retention");
    }

    private void withoutEffect(ConsumerConfig consumer) {
        BalanceStrategy only = consumer.group().rebalance().strategy();
        warn(
                only != null,
                "Consumer.Group.Rebalance.Strategy is deprecated, and wins over Consumer.Group.Rebalance.GroupStrategies:"
                        + " set that to " + (only == null ? "" : only.name()) + " instead");
        OffsetsConfig offsets = consumer.offsets();
        warn(
                !offsets.commitInterval().isZero(),
                "Consumer.Offsets.CommitInterval (" + Violations.text(offsets.commitInterval())
                        + ") is deprecated, and has no effect: set Consumer.Offsets.AutoCommit.Interval instead");
        warn(
                !offsets.retention().isZero(),
                "Consumer.Offsets.Retention (" + Violations.text(offsets.retention())
                        + ") has no effect with brokers from 2.1: their offsets.retention.minutes decides");
    }

    /** For what goes onto the wire in milliseconds. */
    private void wholeMillis(Duration value, String leaf) {
        warn(
                value.getNano() % 1_000_000 != 0,
                leaf + " (" + Violations.text(value) + ") is cut to " + value.toMillis() + "ms");
    }
}
