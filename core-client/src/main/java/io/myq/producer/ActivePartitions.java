package io.myq.producer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The partitions that have something to send or without an outcome, and some that had it lately: what concerns all
 * partitions looks at these alone, however many there are. Owned by the owner loop.
 */
final class ActivePartitions {

    private final Announcements announcements;
    private final Set<PartitionSender> partitions = new LinkedHashSet<>();

    ActivePartitions(Announcements announcements) {
        this.announcements = announcements;
    }

    /** All of them now, those included of which the loop has not heard yet. */
    List<PartitionSender> all() {
        announcements.take();
        return List.copyOf(partitions);
    }

    /** It has something, and its delivery timeout is watched. */
    void add(PartitionSender partition) {
        partitions.add(partition);
    }

    /** It has nothing any more. */
    void remove(PartitionSender partition) {
        partitions.remove(partition);
    }
}
