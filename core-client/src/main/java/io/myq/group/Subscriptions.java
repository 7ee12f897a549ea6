package io.myq.group;

import io.myq.error.ProtocolException;
import io.myq.internal.protocol.ConsumerProtocolAssignment;
import io.myq.internal.protocol.ConsumerProtocolSubscription;
import io.myq.internal.protocol.MessageReader;
import io.myq.internal.protocol.MessageWriter;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What members tell each other through the coordinator, in the form that Kafka's Java client has: a version, then the
 * message. A newer version than we know begins with what we know. Stateless.
 */
final class Subscriptions {

    private static final int INITIAL_BYTES = 256;

    private Subscriptions() {}

    /**
     * @param generation in which the owned partitions were got, or -1
     * @param userData for the strategy that the leader will run; {@code null} for none
     */
    static byte[] subscription(
            Collection<String> topics,
            Collection<TopicPartition> owned,
            int generation,
            byte @Nullable [] userData,
            @Nullable String rackId) {
        MessageWriter out = writer(ConsumerProtocolSubscription.MAX_VERSION);
        List<ConsumerProtocolSubscription.TopicPartition> list = new ArrayList<>();
        byTopic(owned)
                .forEach((topic, numbers) -> list.add(new ConsumerProtocolSubscription.TopicPartition(topic, numbers)));
        new ConsumerProtocolSubscription(List.copyOf(new TreeSet<>(topics)), userData, list, generation, rackId)
                .write(out);
        return bytes(out);
    }

    /** @throws ProtocolException when it is malformed */
    static ConsumerProtocolSubscription subscription(byte[] bytes) {
        return ConsumerProtocolSubscription.read(reader(bytes, ConsumerProtocolSubscription.MAX_VERSION));
    }

    static List<TopicPartition> owned(ConsumerProtocolSubscription subscription) {
        List<TopicPartition> owned = new ArrayList<>();
        subscription
                .ownedPartitions()
                .forEach(topic -> topic.partitions().forEach(i -> owned.add(new TopicPartition(topic.topic(), i))));
        return owned;
    }

    static byte[] assignment(Collection<TopicPartition> partitions) {
        MessageWriter out = writer(ConsumerProtocolAssignment.MAX_VERSION);
        List<ConsumerProtocolAssignment.TopicPartition> list = new ArrayList<>();
        byTopic(partitions)
                .forEach((topic, numbers) -> list.add(new ConsumerProtocolAssignment.TopicPartition(topic, numbers)));
        new ConsumerProtocolAssignment(list, null).write(out);
        return bytes(out);
    }

    /**
     * @return empty for no bytes at all, which some coordinators send to a member that gets nothing
     * @throws ProtocolException when it is malformed
     */
    static TreeSet<TopicPartition> assignment(byte[] bytes) {
        TreeSet<TopicPartition> partitions = new TreeSet<>();
        if (bytes.length > 0) {
            ConsumerProtocolAssignment.read(reader(bytes, ConsumerProtocolAssignment.MAX_VERSION))
                    .assignedPartitions()
                    .forEach(topic ->
                            topic.partitions().forEach(i -> partitions.add(new TopicPartition(topic.topic(), i))));
        }
        if (!partitions.isEmpty() && partitions.stream().anyMatch(partition -> partition.partition() < 0)) {
            throw new ProtocolException(
                    "The group's leader assigned a partition with a negative number: " + partitions);
        }
        return partitions;
    }

    private static Map<String, List<Integer>> byTopic(Collection<TopicPartition> partitions) {
        Map<String, List<Integer>> topics = new TreeMap<>();
        new TreeSet<>(partitions)
                .forEach(partition -> topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(partition.partition()));
        return topics;
    }

    private static MessageWriter writer(short version) {
        MessageWriter out = new MessageWriter(ByteBuffer.allocate(INITIAL_BYTES), version, false);
        out.int16("version", version);
        return out;
    }

    private static byte[] bytes(MessageWriter out) {
        ByteBuffer buffer = out.buffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static MessageReader reader(byte[] bytes, short newest) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.remaining() < Short.BYTES) {
            throw new ProtocolException("A member of the group sent " + bytes.length + " bytes without a version");
        }
        short version = buffer.getShort();
        if (version < 0) {
            throw new ProtocolException("A member of the group sent version " + version);
        }
        return new MessageReader(buffer, (short) Math.min(version, newest), false);
    }
}
