package io.myq.benchmarks;

import io.myq.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The one broker of a run: in memory where the machine has tmpfs, and emptied by size. Used by one thread. */
final class BenchmarkBroker implements AutoCloseable {

    private static final Path TMPFS = Path.of("/dev/shm");
    private static final long MOST_BYTES = 1L << 30;
    /** The controller does no more partitions in one step than fit into one of its batches. */
    private static final int MOST_AT_ONCE = 5000;

    private static final Duration MOST_WAIT = Duration.ofMinutes(2);
    private static final int SEGMENT_BYTES = 32 << 20;

    private final EmbeddedKafka kafka;
    private final Admin admin;

    private BenchmarkBroker(EmbeddedKafka kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    static BenchmarkBroker start() {
        Path directory = Files.isWritable(TMPFS) ? TMPFS : Path.of(System.getProperty("java.io.tmpdir"));
        return new BenchmarkBroker(EmbeddedKafka.builder()
                .tempDirectory(directory)
                .heap("1g")
                // a busy machine is no reason to give up
                .startTimeout(Duration.ofMinutes(4))
                .jvmArgument("-Xms1g")
                // a broker of users has its optimizing compiler; that of tests starts faster without
                .jvmArgument("-XX:TieredStopAtLevel=4")
                .brokerProperty("num.network.threads", 1)
                .brokerProperty("num.io.threads", 2)
                .brokerProperty("auto.create.topics.enable", false)
                .brokerProperty("log.retention.check.interval.ms", 1000)
                .brokerProperty("log.segment.delete.delay.ms", 100)
                .start());
    }

    String address() {
        return kafka.bootstrapServers();
    }

    long pid() {
        return kafka.broker(1).pid();
    }

    /** One that is emptied by size while it is written. */
    void createTopic(String name, int partitions) {
        createTopic(name, partitions, Math.max(1 << 20, MOST_BYTES / partitions));
    }

    /** One that keeps everything until it is deleted. */
    void createLastingTopic(String name, int partitions) {
        createTopic(name, partitions, -1);
    }

    private void createTopic(String name, int partitions, long retentionBytes) {
        Map<String, String> config = new HashMap<>();
        config.put("retention.bytes", String.valueOf(retentionBytes));
        config.put(
                "segment.bytes",
                String.valueOf(Math.max(1 << 20, Math.min(SEGMENT_BYTES, MOST_BYTES / partitions / 2))));
        // thousands of partitions have two index files each, allocated when they are opened
        config.put("segment.index.bytes", String.valueOf(partitions > 100 ? 16 * 1024 : 1 << 20));
        config.put("max.message.bytes", String.valueOf(2 << 20));
        int first = Math.min(partitions, MOST_AT_ONCE);
        NewTopic topic = new NewTopic(name, first, (short) 1).configs(config);
        await(admin.createTopics(List.of(topic)).all(), "create topic " + name);
        if (partitions > first) {
            await(
                    admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                            .all(),
                    "add partitions to " + name);
        }
        awaitLeaders(name, partitions);
    }

    /** A client must not be measured while it waits for the broker to hear of the topic. */
    private void awaitLeaders(String name, int partitions) {
        long deadline = System.nanoTime() + MOST_WAIT.toNanos();
        while (true) {
            try {
                endOffsets(name, partitions);
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    void deleteTopic(String name) {
        await(admin.deleteTopics(List.of(name)).all(), "delete topic " + name);
    }

    /** The sum of the end offsets of all partitions: how many records were ever written. */
    long endOffsets(String name, int partitions) {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(name, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return await(admin.listOffsets(latest).all(), "list the offsets of " + name).values().stream()
                .mapToLong(result -> result.offset())
                .sum();
    }

    /** @param from the offset in each partition at which it begins */
    LogScan scan(String topic, long from) {
        try {
            return LogScan.of(kafka.broker(1).log().resolveSibling("data"), topic, from);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the broker's log of " + topic, e);
        }
    }

    private static <T> T await(KafkaFuture<T> future, String what) {
        try {
            return future.get(3, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Could not " + what + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: " + what, e);
        }
    }

    @Override
    public void close() {
        admin.close();
        kafka.close();
    }
}
