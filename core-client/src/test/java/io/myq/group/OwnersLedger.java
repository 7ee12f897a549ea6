package io.myq.group;

import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who works on which partition at the moment, over all members of a group; remembers if two ever did at once. Any thread. */
final class OwnersLedger {

    private final Map<TopicPartition, Object> owners = new ConcurrentHashMap<>();
    /** What must never be. */
    final List<String> conflicts = new CopyOnWriteArrayList<>();

    void take(TopicPartition partition, Object owner) {
        Object other = owners.put(partition, owner);
        if (other != null) {
            conflicts.add(partition + " taken by " + owner + " while " + other + " had it");
        }
    }

    void giveUp(TopicPartition partition, Object owner) {
        if (!owners.remove(partition, owner)) {
            conflicts.add(partition + " given up by " + owner + ", which did not have it");
        }
    }

    /** A handler of ours that writes itself down while it works on a claim. */
    RecordingHandler handler() {
        return new RecordingHandler() {
            @Override
            public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
                take(claim.topicPartition(), this);
                try {
                    super.consumeClaim(session, claim);
                } finally {
                    giveUp(claim.topicPartition(), this);
                }
            }
        };
    }
}
