package io.myq.spring.autoconfigure;

import io.myq.balance.BalanceStrategy;
import io.myq.config.BackoffConfig;
import io.myq.config.BackoffFunction;
import io.myq.config.BreakerConfig;
import io.myq.config.Config;
import io.myq.config.ConsumerInterceptor;
import io.myq.config.FlushConfig;
import io.myq.config.MetadataConfig;
import io.myq.config.NetConfig;
import io.myq.config.PanicHandler;
import io.myq.config.ProducerConfig;
import io.myq.config.ProducerInterceptor;
import io.myq.config.ProducerRetryConfig;
import io.myq.config.RetryConfig;
import io.myq.config.ReturnConfig;
import io.myq.config.TransactionConfig;
import io.myq.error.ConfigurationException;
import io.myq.error.ConfigurationException.Violation;
import io.myq.partitioner.PartitionerConstructor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Turns properties into the Config tree: the one place that knows both. Made for one use, by the thread that starts. */
final class MyqPropertiesMapper {

    /** What has no counterpart in the tree. */
    private final List<Violation> violations = new ArrayList<>();

    private MyqPropertiesMapper() {}

    /**
     * Leaves that are code, not values: beans of the application, or the defaults.
     *
     * @param partitioner {@code null} for that of the properties
     * @param backoffFunction for all retries that have one; {@code null} for the pauses of the properties
     * @param strategies further ones, that properties can name
     */
    record Plugins(
            ThreadFactory threadFactory,
            PanicHandler panicHandler,
            @Nullable PartitionerConstructor partitioner,
            List<ProducerInterceptor> interceptors,
            List<ConsumerInterceptor> consumerInterceptors,
            @Nullable BackoffFunction backoffFunction,
            List<BalanceStrategy> strategies) {}

    /**
     * @throws ConfigurationException with what has no counterpart in the tree, and what is wrong in the tree besides; a
     *     tree that was made is not validated yet
     */
    static Config toConfig(MyqProperties properties, Plugins plugins) {
        return new MyqPropertiesMapper().config(properties, plugins);
    }

    private Config config(MyqProperties properties, Plugins plugins) {
        Config config = new Config(
                properties.clientId(),
                net(properties.net()),
                metadata(properties.metadata()),
                producer(properties.producer(), plugins),
                new ConsumerPropertiesMapper(violations, plugins).config(properties.consumer()),
                plugins.threadFactory(),
                plugins.panicHandler());
        checkWhatOnlySpringHas(properties);
        if (!violations.isEmpty()) {
            addViolationsOf(config);
            throw new ConfigurationException(violations);
        }
        return config;
    }

    /** In the style of the tree: one analysis then serves both. */
    private void checkWhatOnlySpringHas(MyqProperties properties) {
        int concurrency = properties.listener().concurrency();
        if (concurrency < 1) {
            violations.add(new Violation("Listener.Concurrency", "must be at least 1, but is " + concurrency));
        }
        Duration timeout = properties.startup().timeout();
        if (timeout.isNegative() || timeout.isZero()) {
            violations.add(
                    new Violation("Startup.Timeout", "must be more than zero, but is " + timeout.toMillis() + "ms"));
        }
    }

    /** So that a person sees all at once. */
    private void addViolationsOf(Config config) {
        try {
            config.validate();
        } catch (ConfigurationException e) {
            violations.addAll(e.violations());
        }
    }

    private static NetConfig net(MyqProperties.Net net) {
        return new NetConfig(net.maxOpenRequests(), net.dialTimeout(), net.readTimeout());
    }

    private static MetadataConfig metadata(MyqProperties.Metadata metadata) {
        return new MetadataConfig(
                backoff(metadata.retry()), metadata.refreshFrequency(), metadata.allowAutoTopicCreation());
    }

    private static BackoffConfig backoff(MyqProperties.Backoff retry) {
        return new BackoffConfig(retry.backoff(), retry.maxBackoff());
    }

    private ProducerConfig producer(MyqProperties.Producer producer, Plugins plugins) {
        MyqProperties.Flush flush = producer.flush();
        MyqProperties.ProducerRetry retry = producer.retry();
        return new ProducerConfig(
                bytes("Producer.MaxMessageBytes", producer.maxMessageBytes()),
                producer.requiredAcks(),
                producer.timeout(),
                producer.compression(),
                producer.compressionLevel(),
                plugins.partitioner() == null ? producer.partitioner() : plugins.partitioner(),
                producer.idempotent(),
                transaction(producer.transaction(), plugins),
                new ReturnConfig(
                        producer.returns().successes(), producer.returns().errors()),
                new FlushConfig(
                        bytes("Producer.Flush.Bytes", flush.bytes()),
                        flush.messages(),
                        flush.frequency(),
                        flush.maxMessages()),
                new ProducerRetryConfig(
                        retry.max(),
                        retry.backoff(),
                        retry.maxBackoff(),
                        plugins.backoffFunction(),
                        retry.maxBufferLength(),
                        retry.maxBufferBytes().toBytes()),
                plugins.interceptors(),
                bytes("Producer.BatchBytes", producer.batchBytes()),
                producer.linger(),
                producer.bufferMemory().toBytes(),
                producer.maxBlock(),
                producer.deliveryTimeout(),
                new BreakerConfig(
                        producer.breaker().failures(), producer.breaker().rest()));
    }

    private static TransactionConfig transaction(MyqProperties.Transaction transaction, Plugins plugins) {
        MyqProperties.Retry retry = transaction.retry();
        return new TransactionConfig(
                transaction.id(),
                transaction.timeout(),
                new RetryConfig(retry.max(), retry.backoff(), retry.maxBackoff(), plugins.backoffFunction()));
    }

    private int bytes(String leaf, DataSize size) {
        return bytes(leaf, size, violations);
    }

    /** The tree counts most sizes in 32 bits, as the protocol does. */
    static int bytes(String leaf, DataSize size, List<Violation> violations) {
        if (size.toBytes() > Integer.MAX_VALUE) {
            violations.add(new Violation(leaf, "must be less than 2 GB, but is " + size));
            return Integer.MAX_VALUE;
        }
        return (int) size.toBytes();
    }
}
