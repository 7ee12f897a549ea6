package io.myq.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what is in the log with kafka-clients' consumer, from the first offset to what is the end when it begins.
 *
 * <p>No state; blocks the calling thread.
 */
public final class LogReader {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private LogReader() {}

    /** All records of these topics; those of aborted and open transactions as well. */
    public static List<LogRecord> readAll(String bootstrapServers, Collection<String> topics) {
        return read(bootstrapServers, topics, "read_uncommitted");
    }

    /** Only what transactions have committed, and what belongs to none. */
    public static List<LogRecord> readCommitted(String bootstrapServers, Collection<String> topics) {
        return read(bootstrapServers, topics, "read_committed");
    }

    private static List<LogRecord> read(String bootstrapServers, Collection<String> topics, String isolation) {
        Properties config = new Properties();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic, LIMIT).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return drain(consumer, consumer.endOffsets(partitions, LIMIT));
        }
    }

    private static List<LogRecord> drain(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        List<LogRecord> log = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the log could not be read within " + LIMIT + ": " + log.size() + " records, ends " + ends);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                log.add(new LogRecord(
                        record.topic(), record.partition(), record.offset(), record.key(), record.value()));
            }
        }
        return log;
    }
}
