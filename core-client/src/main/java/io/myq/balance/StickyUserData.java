package io.myq.balance;

import io.myq.message.TopicPartition;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a member says it had, in the layout of Kafka's Java client: version 1 ends with the generation, version 0 without.
 * Immutable.
 *
 * @param generation -1 when it is not said
 */
record StickyUserData(List<TopicPartition> assigned, int generation) {

    private static final StickyUserData NOTHING = new StickyUserData(List.of(), -1);

    /** What cannot be understood is nothing: a member without a memory still gets its share. */
    static StickyUserData of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return NOTHING;
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            List<TopicPartition> assigned = partitions(in);
            return new StickyUserData(assigned, in.remaining() >= Integer.BYTES ? in.getInt() : -1);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return NOTHING;
        }
    }

    private static List<TopicPartition> partitions(ByteBuffer in) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int topics = in.getInt(); topics > 0; topics--) {
            byte[] name = new byte[checked(in.getShort(), in.remaining())];
            in.get(name);
            String topic = new String(name, StandardCharsets.UTF_8);
            for (int numbers = in.getInt(); numbers > 0; numbers--) {
                int number = in.getInt();
                if (number >= 0) {
                    partitions.add(new TopicPartition(topic, number));
                }
            }
        }
        return partitions;
    }

    private static int checked(int length, int remaining) {
        if (length < 0 || length > remaining) {
            throw new IllegalArgumentException("A name of " + length + " bytes in " + remaining);
        }
        return length;
    }

    byte[] bytes() {
        Map<String, List<Integer>> topics = new TreeMap<>();
        new TreeSet<>(assigned)
                .forEach(partition -> topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(partition.partition()));
        int size = 2 * Integer.BYTES + assigned.size() * Integer.BYTES;
        for (String topic : topics.keySet()) {
            size += Short.BYTES + topic.getBytes(StandardCharsets.UTF_8).length + Integer.BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(size).putInt(topics.size());
        topics.forEach((topic, numbers) -> {
            byte[] name = topic.getBytes(StandardCharsets.UTF_8);
            out.putShort((short) name.length).put(name).putInt(numbers.size());
            numbers.forEach(out::putInt);
        });
        return out.putInt(generation).array();
    }
}
