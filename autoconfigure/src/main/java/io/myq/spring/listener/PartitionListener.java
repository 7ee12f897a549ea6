package io.myq.spring.listener;

import io.myq.message.TopicPartition;

/** Told which partitions a listener has. One call after the other; must not block. */
public interface PartitionListener {

    /** The listener receives from it now. */
    void gained(TopicPartition partition);

    /** It does so no more. */
    void lost(TopicPartition partition);
}
