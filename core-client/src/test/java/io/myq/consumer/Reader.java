package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.config.ConsumerConfig;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A client with one consumer, for one test, and how tests read with it. Owned by the test's thread. */
final class Reader implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    final OpenCluster client;
    final Consumer consumer;

    private Reader(OpenCluster client) {
        this.client = client;
        this.consumer = ConsumerFactory.open(client.cluster, "test");
    }

    static Reader open(String addresses, UnaryOperator<ConsumerConfig> change) throws Exception {
        return open(addresses, "myq", change);
    }

    /** @param clientId by which rules of the proxy know it */
    static Reader open(String addresses, String clientId, UnaryOperator<ConsumerConfig> change) throws Exception {
        Config config = Config.defaults().withClientId(clientId);
        return new Reader(OpenCluster.at(addresses, config.withConsumer(change.apply(config.consumer()))));
    }

    PartitionConsumer partition(String topic, long offset) {
        return consumer.consumePartition(new TopicPartition(topic, 0), offset);
    }

    /** Exactly so many, and as many more as came with the last of them. */
    static List<ConsumerMessage> read(PartitionConsumer partition, int count) throws Exception {
        List<ConsumerMessage> read = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (read.size() < count && System.nanoTime() < deadline) {
            read.addAll(partition.poll(Duration.ofSeconds(1)));
        }
        assertThat(read).hasSizeGreaterThanOrEqualTo(count);
        return read;
    }

    /** Offsets of all messages until reading has come to this offset. */
    static List<Long> offsetsUntil(PartitionConsumer partition, long end) throws Exception {
        List<Long> offsets = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (partition.position() < end && System.nanoTime() < deadline) {
            partition.poll(Duration.ofMillis(100)).forEach(message -> offsets.add(message.offset()));
        }
        assertThat(partition.position()).isEqualTo(end);
        return offsets;
    }

    @Override
    public void close() {
        consumer.close();
        client.close();
    }
}
