package io.myq.message;

/**
 * One partition of one topic.
 *
 * @param topic the topic's name
 * @param partition its number, from 0
 */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition>, java.io.Serializable {

    /** By topic, then by number. */
    @Override
    public int compareTo(TopicPartition other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    /** In Kafka's own notation, {@code topic-partition}. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
