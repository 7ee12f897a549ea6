package io.myq.group;

import io.myq.config.OffsetInitial;
import io.myq.consumer.Consumer;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.TopicView;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where claims begin: at what the group has committed, and in a partition that was added to a topic which the group
 * reads already at its beginning, whatever {@code Consumer.Offsets.Initial} says: else what was written before anybody had
 * noticed the partition would be skipped. Owned by the loop.
 */
final class StartOffsets {

    private static final Logger log = LoggerFactory.getLogger(StartOffsets.class);

    private final Cluster cluster;
    private final String groupId;
    private final OffsetReads reads;

    /** How many partitions each topic had when this member got the first of them. */
    private final Map<String, Integer> partitionsAtFirst = new HashMap<>();

    StartOffsets(Cluster cluster, String groupId, OffsetReads reads) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.reads = reads;
    }

    /** Takes what is found out, once for each partition. */
    interface Answer {

        /**
         * @param offset what is committed, -1 for nothing, or {@link Consumer#OLDEST} for the beginning
         * @param leaderEpoch of the message before the committed offset; -1 for unknown
         */
        void startAt(TopicPartition partition, long offset, int leaderEpoch);
    }

    /** @param stillWanted asked before each attempt */
    void read(Collection<TopicPartition> partitions, Predicate<TopicPartition> stillWanted, Answer answer) {
        if (cluster.config().consumer().offsets().initial() == OffsetInitial.OLDEST) {
            reads.readWithMetadata(
                    partitions, stillWanted, (partition, committed) -> tell(partition, committed, answer));
            return;
        }
        partitions.forEach(partition -> partitionsAtFirst.putIfAbsent(partition.topic(), count(partition.topic())));
        Beginnings beginnings = new Beginnings(stillWanted, answer);
        reads.readWithMetadata(partitions, stillWanted, (partition, committed) -> {
            if (committed != null) {
                tell(partition, committed, answer);
            } else if (partition.partition() >= partitionsAtFirst.get(partition.topic())) {
                begin(partition, "was added since this member reads its topic", answer);
            } else {
                beginnings.find(partition);
            }
        });
    }

    private void begin(TopicPartition partition, String why, Answer answer) {
        log.info("Group {}: {} {}: it is read from its beginning", groupId, partition, why);
        answer.startAt(partition, Consumer.OLDEST, -1);
    }

    private static void tell(TopicPartition partition, @Nullable OffsetAndMetadata committed, Answer answer) {
        answer.startAt(
                partition,
                committed == null ? -1 : committed.offset(),
                committed == null ? -1 : committed.leaderEpoch());
    }

    private int count(String topic) {
        TopicView view = cluster.view().topic(topic);
        // an unknown topic must not make partitions look new
        return view == null || view.partitions().isEmpty()
                ? Integer.MAX_VALUE
                : view.partitions().size();
    }

    /** Asks for partitions without a committed offset, those of one answer at a time, what the group has in the others. */
    private final class Beginnings {

        private final Predicate<TopicPartition> stillWanted;
        private final Answer answer;
        private final Set<TopicPartition> gathered = new TreeSet<>();

        Beginnings(Predicate<TopicPartition> stillWanted, Answer answer) {
            this.stillWanted = stillWanted;
            this.answer = answer;
        }

        void find(TopicPartition partition) {
            if (gathered.isEmpty()) {
                cluster.loop().execute(this::readOthers);
            }
            gathered.add(partition);
        }

        private void readOthers() {
            Set<TopicPartition> without = new TreeSet<>(gathered);
            gathered.clear();
            Set<TopicPartition> others = new TreeSet<>();
            for (TopicPartition partition : without) {
                TopicView view = cluster.view().topic(partition.topic());
                if (view != null) {
                    view.partitions().forEach(other -> others.add(other.topicPartition()));
                }
            }
            others.removeAll(without);
            Map<String, Integer> highest = new HashMap<>();
            Set<TopicPartition> open = new HashSet<>(others);
            if (open.isEmpty()) {
                decide(without, highest);
                return;
            }
            reads.read(others, other -> without.stream().anyMatch(stillWanted), (other, offset) -> {
                if (offset >= 0) {
                    highest.merge(other.topic(), other.partition(), Math::max);
                }
                if (open.remove(other) && open.isEmpty()) {
                    decide(without, highest);
                }
            });
        }

        /** Partitions are added behind those that there are: one before them is none that came later. */
        private void decide(Set<TopicPartition> without, Map<String, Integer> highest) {
            for (TopicPartition partition : without) {
                if (partition.partition() > highest.getOrDefault(partition.topic(), Integer.MAX_VALUE)) {
                    begin(partition, "has no committed offset, and the group has read its topic before", answer);
                } else {
                    answer.startAt(partition, -1, -1);
                }
            }
        }
    }
}
