package io.myq.spring.listener;

import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Set;

/** A handler that tells others which partitions come and go, and is otherwise as it was. Called by the member's threads. */
final class PartitionWatch implements ConsumerGroupHandler {

    private final ConsumerGroupHandler handler;
    private final List<PartitionListener> listeners;

    PartitionWatch(ConsumerGroupHandler handler, List<PartitionListener> listeners) {
        this.handler = handler;
        this.listeners = listeners;
    }

    @Override
    public void setup(ConsumerGroupSession session, Set<TopicPartition> gained) {
        handler.setup(session, gained);
        listeners.forEach(listener -> gained.forEach(listener::gained));
    }

    @Override
    public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
        handler.consumeClaim(session, claim);
    }

    @Override
    public void cleanup(ConsumerGroupSession session, Set<TopicPartition> lost) {
        listeners.forEach(listener -> lost.forEach(listener::lost));
        handler.cleanup(session, lost);
    }
}
