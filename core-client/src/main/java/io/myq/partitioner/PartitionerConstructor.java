package io.myq.partitioner;

/** Makes the {@link Partitioner} of a topic; called once per topic and producer. */
@FunctionalInterface
public interface PartitionerConstructor {

    /** @return a partitioner for this topic alone */
    Partitioner create(String topic);
}
