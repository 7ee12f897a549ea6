package io.myq.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** kafka-clients as the witness: makes topics, writes, reads back what is in the log, and tells of groups. Any thread. */
public final class Oracle implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    public Oracle(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.producer = producer(Map.of());
    }

    /** A producer with these settings; the caller closes it. */
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> config = new HashMap<>(settings);
        config.put("bootstrap.servers", bootstrapServers);
        config.putIfAbsent("max.block.ms", LIMIT.toMillis());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public Admin admin() {
        return admin;
    }

    public void createTopic(String topic, int partitions) throws Exception {
        createTopic(topic, partitions, Map.of());
    }

    public void createTopic(String topic, int partitions, Map<String, String> config) throws Exception {
        createTopic(topic, partitions, -1, config);
    }

    /** @param replicas -1 for as many as the cluster gives to a topic */
    public void createTopic(String topic, int partitions, int replicas, Map<String, String> config) throws Exception {
        NewTopic newTopic = new NewTopic(topic, partitions, (short) replicas).configs(config);
        admin.createTopics(List.of(newTopic)).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        awaitLeaders(topic, partitions);
    }

    /** A broker that does not lead yet refuses an idempotent producer's first batch and may then take its second. */
    private void awaitLeaders(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            all.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        // the broker may not have heard of the topic yet that its controller has created
        Awaitility.await()
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> admin.listOffsets(all)
                                .all()
                                .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                                .size()
                        == partitions);
    }

    public int leader(String topic, int partition) {
        return awaitLeader(admin, topic, partition);
    }

    /** Who leads a partition; waits until the broker that is asked has heard of the topic. */
    public static int awaitLeader(Admin admin, String topic, int partition) {
        AtomicReference<@Nullable Node> leader = new AtomicReference<>();
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            leader.set(admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .partitions()
                    .get(partition)
                    .leader());
            return leader.get() != null && !leader.get().isEmpty();
        });
        return leader.get().id();
    }

    /** Deletes the topic and creates it under the same name. */
    public void recreateTopic(String topic, int partitions) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        // the name is free when the broker has noticed
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            createTopic(topic, partitions);
            return true;
        });
    }

    public void growTo(String topic, int partitions) throws Exception {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        awaitLeaders(topic, partitions);
    }

    /** One value, acknowledged. */
    public void send(String topic, int partition, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, null, bytes(value)))
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Values from..to-1, value i with key i % keys to the partition of the key, all acknowledged. */
    public void sendKeyed(String topic, int keys, int from, int to) throws Exception {
        sendKeyed(producer, topic, keys, from, to);
    }

    public static void sendKeyed(KafkaProducer<byte[], byte[]> producer, String topic, int keys, int from, int to)
            throws Exception {
        List<java.util.concurrent.Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sent.add(producer.send(new ProducerRecord<>(topic, bytes("key-" + i % keys), bytes("" + i))));
        }
        producer.flush();
        for (var future : sent) {
            future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** What the coordinator has the members of the consumer protocol do in this group. */
    public void setGroup(String group, Map<String, String> values) throws Exception {
        List<AlterConfigOp> set = values.entrySet().stream()
                .map(value ->
                        new AlterConfigOp(new ConfigEntry(value.getKey(), value.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), set))
                .all()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** What the group has committed, by partition. */
    public Map<TopicPartition, Long> committed(String group) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> answer = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        answer.forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    /** The same as {@code offset metadata}, by partition; waits while transactions are open. */
    public Map<String, String> committedWithMetadata(String group) throws Exception {
        Map<String, String> offsets = new TreeMap<>();
        admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .forEach((partition, offset) ->
                        offsets.put(partition.toString(), offset.offset() + " " + offset.metadata()));
        return offsets;
    }

    /** All that is in the log, by partition and offset. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest", "fetch.max.wait.ms", 50);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        records.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset));
        return records;
    }

    public long endOffset(String topic, int partition) throws Exception {
        TopicPartition key = new TopicPartition(topic, partition);
        return admin.listOffsets(Map.of(key, OffsetSpec.latest()))
                .partitionResult(key)
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .offset();
    }

    public Set<String> members(String group) throws Exception {
        return admin
                .describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .members()
                .stream()
                .map(member -> member.consumerId())
                .collect(java.util.stream.Collectors.toSet());
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
    }
}
