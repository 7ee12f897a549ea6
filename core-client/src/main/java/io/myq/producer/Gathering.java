package io.myq.producer;

import io.myq.internal.network.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of one broker whose messages wait for more, and what ends that: their time, the broker's {@link
 * FlushTrigger}, or somebody who waits for memory. Owned by the owner loop.
 */
final class Gathering {

    private final Pipeline pipeline;
    private final FlushRules rules;
    private final @Nullable FlushTrigger trigger;
    private final Map<PartitionSender, Timeout> partitions = new LinkedHashMap<>();

    Gathering(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.rules = pipeline.settings().flush();
        this.trigger = rules.counting() ? new FlushTrigger(rules) : null;
    }

    /** What senders count with; {@code null} where nothing is to be counted. Any thread. */
    @Nullable
    FlushTrigger trigger() {
        return trigger;
    }

    /** Whether the open batch of a partition has gathered enough; if not, it is seen to that it goes in time. */
    boolean isDue(PartitionSender partition) {
        if (partition.released() || pipeline.memory().contended() || trigger != null && trigger.reached()) {
            return true;
        }
        long now = System.nanoTime();
        long left = partition.messages().oldestNanos(now) + rules.waitNanos() - now;
        if (left > 0 && !partitions.containsKey(partition)) {
            Duration wait = Duration.ofNanos(left);
            partitions.put(partition, pipeline.loop().schedule(wait, () -> onTime(partition)));
            pipeline.announcements().onGathering(1);
        }
        return left <= 0;
    }

    /** Its batch went, or it is another broker's. */
    void leave(PartitionSender partition) {
        Timeout timeout = partitions.remove(partition);
        if (timeout != null) {
            timeout.cancel();
            pipeline.announcements().onGathering(-1);
        }
    }

    private void onTime(PartitionSender partition) {
        if (rules.brokerWide()) {
            // messages that have come quietly since, too
            pipeline.announcements().take();
            releaseAll();
        } else {
            leave(partition);
            partition.release();
        }
        pipeline.pump();
    }

    /** Sends what has come together, if that is enough. */
    void releaseIfReached() {
        if (trigger != null && !partitions.isEmpty() && trigger.reached()) {
            releaseAll();
        }
    }

    /** Nothing waits any longer. */
    void releaseAll() {
        List<PartitionSender> all = new ArrayList<>(partitions.keySet());
        for (PartitionSender partition : all) {
            leave(partition);
            partition.release();
        }
    }
}
