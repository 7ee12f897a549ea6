package io.myq.producer;

import io.myq.internal.network.Timeout;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of one broker whose messages wait for more, and what ends that: their time, the broker's {@link
 * FlushTrigger}, or somebody who waits for memory. Owned by the owner loop.
 *
 * <p>All wait equally long, so the first to come is the first to go: one timer, for the head, is enough.
 */
final class Gathering {

    private final Pipeline pipeline;
    private final long waitNanos;
    private final @Nullable FlushTrigger trigger;
    private final Set<PartitionSender> partitions = new LinkedHashSet<>();
    private @Nullable Timeout timer;

    Gathering(Pipeline pipeline) {
        this.pipeline = pipeline;
        FlushRules rules = pipeline.settings().flush();
        this.waitNanos = rules.waitNanos();
        this.trigger = rules.counting() ? new FlushTrigger(rules) : null;
    }

    /** What senders count with; {@code null} where nothing is to be counted. Any thread. */
    @Nullable
    FlushTrigger trigger() {
        return trigger;
    }

    /** Whether the open batch of a partition has gathered enough; if not, it is seen to that it goes in time. */
    boolean isDue(PartitionSender partition) {
        if (partition.released() || pipeline.memory().scarce() || trigger != null && trigger.reached()) {
            return true;
        }
        long now = System.nanoTime();
        long left = left(partition, now);
        if (left > 0 && partitions.add(partition)) {
            pipeline.announcements().onGathering(1);
            schedule(left);
        }
        // again: who began to wait for memory in between did not see that this partition gathers
        return left <= 0 || pipeline.memory().scarce();
    }

    private long left(PartitionSender partition, long now) {
        return partition.messages().oldestNanos(now) + waitNanos - now;
    }

    private void schedule(long nanos) {
        if (timer == null) {
            timer = pipeline.loop().schedule(Duration.ofNanos(nanos), this::onTime);
        }
    }

    /** Its batch went, or it is another broker's. */
    void leave(PartitionSender partition) {
        if (partitions.remove(partition)) {
            pipeline.announcements().onGathering(-1);
        }
    }

    private void onTime() {
        timer = null;
        // messages that have come quietly since, too: the timer is not set again for what the loop does not know
        pipeline.announcements().take();
        if (!partitions.isEmpty()) {
            long left = left(partitions.iterator().next(), System.nanoTime());
            if (left > 0) {
                schedule(left);
            } else {
                releaseAll();
            }
        }
        pipeline.pump();
    }

    private void release(PartitionSender partition) {
        leave(partition);
        partition.release();
    }

    /** Sends what has come together, if that is enough. */
    void releaseIfReached() {
        if (trigger != null && !partitions.isEmpty() && trigger.reached()) {
            releaseAll();
        }
    }

    /** Nothing waits any longer. */
    void releaseAll() {
        List.copyOf(partitions).forEach(this::release);
    }
}
