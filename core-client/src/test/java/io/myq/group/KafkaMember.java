package io.myq.group;

import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A member of kafka-clients, polled by a thread of its own until it is closed. Any thread. */
final class KafkaMember implements AutoCloseable {

    /** What it has, as {@code topic-partition@offset}. */
    final ConcurrentLinkedQueue<String> positions = new ConcurrentLinkedQueue<>();

    volatile Set<TopicPartition> assigned = Set.of();
    private final OwnersLedger ledger;
    private volatile boolean closing;
    private final Thread thread;

    /** @param assignor the class of kafka-clients */
    KafkaMember(String addresses, String group, String topic, String assignor, OwnersLedger ledger) {
        this(addresses, group, topic, classic(assignor), ledger);
    }

    /** @param settings of its protocol */
    KafkaMember(String addresses, String group, String topic, Map<String, Object> settings, OwnersLedger ledger) {
        this.ledger = ledger;
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", addresses);
        all.put("group.id", group);
        all.put("auto.offset.reset", "earliest");
        all.put("fetch.max.wait.ms", 50);
        thread = new Thread(() -> run(topic, all), "kafka-member");
        thread.start();
    }

    /** Settings of the classic protocol. */
    static Map<String, Object> classic(String assignor) {
        return Map.of(
                "group.protocol",
                "classic",
                "heartbeat.interval.ms",
                100,
                "session.timeout.ms",
                10_000,
                "partition.assignment.strategy",
                assignor);
    }

    private void run(String topic, Map<String, Object> settings) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic), new Listener(consumer));
            while (!closing) {
                consumer.poll(Duration.ofMillis(50))
                        .forEach(record ->
                                positions.add(record.topic() + "-" + record.partition() + "@" + record.offset()));
                assigned = ours(consumer.assignment());
            }
        }
        assigned = Set.of();
    }

    private final class Listener implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Listener(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<org.apache.kafka.common.TopicPartition> gained) {
            ours(gained).forEach(partition -> ledger.take(partition, KafkaMember.this));
        }

        @Override
        public void onPartitionsRevoked(Collection<org.apache.kafka.common.TopicPartition> lost) {
            // its own commit comes before the join, and a cooperative member reads on meanwhile
            consumer.commitSync();
            ours(lost).forEach(partition -> ledger.giveUp(partition, KafkaMember.this));
        }
    }

    private static Set<TopicPartition> ours(Collection<org.apache.kafka.common.TopicPartition> partitions) {
        Set<TopicPartition> ours = new TreeSet<>();
        partitions.forEach(p -> ours.add(new TopicPartition(p.topic(), p.partition())));
        return ours;
    }

    @Override
    public void close() {
        closing = true;
        GroupTestBed.until(() -> !thread.isAlive());
    }
}
