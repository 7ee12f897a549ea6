package io.myq.producer;

import io.myq.config.Config;
import io.myq.config.ProducerConfig;
import io.myq.internal.cluster.LiveCluster;
import io.myq.internal.network.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A producer on a loop and a cluster of its own, as the client wires them. Owned by the test. */
final class ProducerHarness implements AutoCloseable {

    private final EventLoop loop;
    private final LiveCluster cluster;
    private final Config config;
    private final Dispatcher producer;

    private ProducerHarness(String addresses, Config config, int firstSequence) {
        this.config = config;
        loop = new EventLoop("test", config.panicHandler());
        loop.start();
        cluster = LiveCluster.open(List.of(addresses.split(",")), config, loop);
        producer = Dispatcher.open(cluster, new ProducerSettings(config, firstSequence));
    }

    static ProducerHarness open(String addresses, Config config) {
        return new ProducerHarness(addresses, config.validate(), 0);
    }

    /** A producer whose partitions begin with another sequence number than 0. */
    static ProducerHarness open(String addresses, Config config, int firstSequence) {
        return new ProducerHarness(addresses, config.validate(), firstSequence);
    }

    static ProducerHarness open(String addresses, UnaryOperator<ProducerConfig> change) {
        Config defaults = Config.defaults();
        return open(addresses, defaults.withProducer(change.apply(defaults.producer())));
    }

    static ProducerHarness open(String addresses) {
        return open(addresses, Config.defaults());
    }

    AsyncProducer producer() {
        return producer;
    }

    Dispatcher dispatcher() {
        return producer;
    }

    SyncProducer sync() {
        return ProducerFactory.sync(producer, config);
    }

    EventLoop loop() {
        return loop;
    }

    String clientId() {
        return config.clientId();
    }

    LiveCluster cluster() {
        return cluster;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
        cluster.close();
        loop.close();
    }
}
