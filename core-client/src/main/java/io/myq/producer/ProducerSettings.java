package io.myq.producer;

import io.myq.config.Config;
import io.myq.config.ProducerConfig;
import io.myq.config.ProducerRetryConfig;
import io.myq.config.RequiredAcks;
import io.myq.config.RetryConfig;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.compress.Compressor;
import io.myq.message.CompressionType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the stages need of the configuration, worked out once. Immutable; any thread. */
final class ProducerSettings {

    private static final Duration LONGEST_SWEEP = Duration.ofSeconds(1);

    private final Config config;
    private final int firstSequence;
    private final int maxBatchBytes;
    private final FlushRules flush;
    private final long maxOpenMillis;
    private final RetryConfig retry;
    private final int compressionLevel;

    ProducerSettings(Config config) {
        this(config, 0);
    }

    /** @param firstSequence of every partition: only a test begins elsewhere than at 0 */
    ProducerSettings(Config config, int firstSequence) {
        this.config = config;
        this.firstSequence = firstSequence;
        ProducerConfig producer = config.producer();
        this.maxBatchBytes = Math.min(producer.batchBytes(), producer.maxMessageBytes());
        this.flush = new FlushRules(producer);
        long waitMillis = TimeUnit.NANOSECONDS.toMillis(flush.waitNanos());
        this.maxOpenMillis = Math.max(producer.deliveryTimeout().toMillis() / 20, 2 * waitMillis);
        ProducerRetryConfig pauses = producer.retry();
        this.retry = new RetryConfig(pauses.max(), pauses.backoff(), pauses.maxBackoff(), pauses.backoffFunc());
        Integer level = producer.compressionLevel();
        this.compressionLevel = level == null ? Compressor.DEFAULT_LEVEL : level;
    }

    Config config() {
        return config;
    }

    ProducerConfig producer() {
        return config.producer();
    }

    boolean idempotent() {
        return producer().idempotent();
    }

    /** The number of the first message of each partition. */
    int firstSequence() {
        return firstSequence;
    }

    boolean answered() {
        return producer().requiredAcks() != RequiredAcks.NO_RESPONSE;
    }

    /** The most that a batch can have before it is compressed. */
    int maxRawBatchBytes() {
        return producer().compression() == CompressionType.NONE
                ? maxBatchBytes
                : CompressionRatio.mostRawBytes(maxBatchBytes);
    }

    int maxBatchBytes() {
        return maxBatchBytes;
    }

    int maxInFlight() {
        return config.net().maxOpenRequests();
    }

    long deliveryNanos() {
        return producer().deliveryTimeout().toNanos();
    }

    FlushRules flush() {
        return flush;
    }

    /** How old an open batch may become while it cannot be sent. */
    long maxOpenMillis() {
        return maxOpenMillis;
    }

    /** A part of the delivery timeout, so that none is noticed late. */
    Duration sweepInterval() {
        Duration part = producer().deliveryTimeout().dividedBy(10);
        return part.compareTo(LONGEST_SWEEP) < 0 ? part : LONGEST_SWEEP;
    }

    /** The answer may take as long as the broker waits for its replicas. */
    Duration requestTimeout() {
        Duration read = config.net().readTimeout();
        Duration broker = producer().timeout().plusSeconds(1);
        return read.compareTo(broker) > 0 ? read : broker;
    }

    /** The pause after so many failures in a row, from 1. */
    Duration backoff(int failures) {
        return Backoff.pause(retry, failures);
    }

    /** The codec's level as the compressor takes it. */
    int compressionLevel() {
        return compressionLevel;
    }
}
