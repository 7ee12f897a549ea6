package io.myq.producer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says which topics the producer still needs, and lets go of those that never were known and that nobody sends to any more: a
 * name that was misspelt once is not asked about for ever. Owned by the loop.
 */
final class TopicUpkeep {

    static final Duration IDLE = Duration.ofMinutes(5);

    /** What can be let go of. */
    interface Topic {
        String name();

        /** Whether its partitions are known, or something waits to be sent. */
        boolean isNeeded();

        /** @return whether it takes no more messages; else it is needed again */
        boolean retire();
    }

    private static final class Kept {
        final Runnable onRetired;
        long neededNanos;

        Kept(Runnable onRetired, long neededNanos) {
            this.onRetired = onRetired;
            this.neededNanos = neededNanos;
        }
    }

    private final Consumer<Collection<String>> keep;
    private final LongSupplier nanoTime;
    private final Map<Topic, Kept> topics = new IdentityHashMap<>();

    /** @param keep told which topics are needed */
    TopicUpkeep(Consumer<Collection<String>> keep, LongSupplier nanoTime) {
        this.keep = keep;
        this.nanoTime = nanoTime;
    }

    void add(Topic topic, Runnable onRetired) {
        topics.put(topic, new Kept(onRetired, nanoTime.getAsLong()));
    }

    /** To be called with every view. */
    void run() {
        long now = nanoTime.getAsLong();
        List<String> needed = new ArrayList<>(topics.size());
        for (Iterator<Map.Entry<Topic, Kept>> i = topics.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Topic, Kept> entry = i.next();
            Topic topic = entry.getKey();
            Kept kept = entry.getValue();
            if (topic.isNeeded()) {
                kept.neededNanos = now;
                needed.add(topic.name());
            } else if (now - kept.neededNanos > IDLE.toNanos() && topic.retire()) {
                i.remove();
                kept.onRetired.run();
            }
        }
        keep.accept(needed);
    }
}
