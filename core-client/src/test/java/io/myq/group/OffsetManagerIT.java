package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.Config;
import io.myq.config.OffsetInitial;
import io.myq.consumer.Consumer;
import io.myq.error.CommitFailedException;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Offsets that are kept without being a member, on a real broker; kafka-clients reads them back. */
class OffsetManagerIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    private static Config config(boolean autoCommit) {
        Config config = GroupTestBed.config();
        var offsets = config.consumer().offsets();
        return config.withConsumer(config.consumer()
                .withOffsets(offsets.withInitial(OffsetInitial.NEWEST)
                        .withAutoCommit(offsets.autoCommit().withEnable(autoCommit))));
    }

    private static OffsetManager open(String group, boolean autoCommit) throws Exception {
        return GroupFactory.openOffsets(bed.client(config(autoCommit)).cluster, group);
    }

    @Test
    void keepsOffsetsWithTheirMetadataForWhoComesNext() throws Exception {
        bed.oracle.createTopic("kept-offsets", 2);
        try (OffsetManager offsets = open("kept-offsets", false)) {
            PartitionOffsetManager first = offsets.managePartition("kept-offsets", 0);
            PartitionOffsetManager second = offsets.managePartition("kept-offsets", 1);
            assertThat(first.nextOffset(LIMIT)).isEqualTo(new NextOffset(Consumer.NEWEST, "", -1));
            assertThatThrownBy(() -> offsets.managePartition("kept-offsets", 0))
                    .isInstanceOf(IllegalStateException.class);
            first.markOffset(7, "seven");
            first.markOffset(5, "five");
            second.markOffset(3, null);
            assertThat(first.nextOffset(LIMIT)).isEqualTo(new NextOffset(7, "seven", -1));
            offsets.commit(LIMIT);
            assertThat(bed.committed("kept-offsets", "kept-offsets", 0)).isEqualTo(7);
            assertThat(bed.committed("kept-offsets", "kept-offsets", 1)).isEqualTo(3);
            first.resetOffset(9, null);
            first.resetOffset(4, "back");
            offsets.commitAsync().join();
            assertThat(bed.committed("kept-offsets", "kept-offsets", 0)).isEqualTo(4);
            first.markOffset(8, null);
            assertThat(offsets.close(LIMIT)).isTrue();
            // without AutoCommit nothing is committed that nobody asked for
            assertThat(bed.committed("kept-offsets", "kept-offsets", 0)).isEqualTo(4);
        }
        try (OffsetManager offsets = open("kept-offsets", false)) {
            PartitionOffsetManager next = offsets.managePartition(new TopicPartition("kept-offsets", 0));
            assertThat(next.nextOffset(LIMIT)).isEqualTo(new NextOffset(4, "back", -1));
            next.close();
            assertThat(offsets.managePartition("kept-offsets", 0)
                            .nextOffset(LIMIT)
                            .offset())
                    .isEqualTo(4);
        }
    }

    @Test
    void commitsOnTheIntervalAndAtTheEndWhatIsDoneInAnyOrder() throws Exception {
        long seed = System.nanoTime();
        bed.oracle.createTopic("unordered", 1);
        bed.oracle.sendKeyed("unordered", 5, 0, 100);
        var client = bed.client(config(true));
        try (OffsetManager offsets = GroupFactory.openOffsets(client.cluster, "unordered");
                Consumer consumer = io.myq.consumer.ConsumerFactory.open(client.cluster, "unordered")) {
            PartitionOffsetManager kept = offsets.managePartition("unordered", 0);
            assertThat(kept.nextOffset(LIMIT).offset()).isEqualTo(Consumer.NEWEST);
            var reading = consumer.consumePartition(kept.topicPartition(), Consumer.OLDEST);
            List<ConsumerMessage> messages = new ArrayList<>();
            until(() -> {
                messages.addAll(reading.poll(Duration.ofMillis(100)));
                return messages.size() == 100;
            });
            assertThat(kept.track(messages)).isEqualTo(100);
            List<ConsumerMessage> some = new ArrayList<>(messages.subList(0, 100));
            ConsumerMessage held = some.remove(60);
            ConsumerMessage last = some.remove(98);
            Collections.shuffle(some, new Random(seed));
            some.forEach(kept::markDone);
            until(() -> bed.committed("unordered", "unordered", 0) == 60);
            kept.markDone(held);
            until(() -> bed.committed("unordered", "unordered", 0) == 99);
            kept.markDone(last);
            assertThat(offsets.close(LIMIT)).isTrue();
            assertThat(bed.committed("unordered", "unordered", 0))
                    .as("seed %s", seed)
                    .isEqualTo(100);
        }
    }

    @Test
    void saysThatTheGroupHasMembersAndCommitsWhenTheyHaveLeft() throws Exception {
        bed.oracle.createTopic("occupied", 1);
        ConsumerGroup member = bed.join(GroupTestBed.config(), "occupied", "occupied", new RecordingHandler());
        until(() -> member.status().assigned().size() == 1);
        try (OffsetManager offsets = open("occupied", false)) {
            PartitionOffsetManager kept = offsets.managePartition("occupied", 0);
            Queue<CommitFailedException> failures = new ConcurrentLinkedQueue<>();
            kept.onError(failures::add);
            kept.nextOffset(LIMIT);
            kept.markOffset(5, null);
            assertThatThrownBy(() -> offsets.commit(LIMIT))
                    .isInstanceOf(CommitFailedException.class)
                    .hasMessageContaining("occupied-0@5")
                    .hasMessageContaining("The group has members");
            until(() -> failures.size() == 1);
            assertThat(member.close(LIMIT)).isTrue();
            offsets.commit(LIMIT);
            assertThat(bed.committed("occupied", "occupied", 0)).isEqualTo(5);
        }
    }
}
