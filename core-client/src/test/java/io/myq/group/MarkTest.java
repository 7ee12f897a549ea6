package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MarkTest {

    private final List<Mark> dirty = new ArrayList<>();
    private final Mark mark = new Mark(new TopicPartition("t", 0), dirty::add);

    @Test
    void neverGoesBack() {
        mark.mark(5);
        mark.mark(3);
        assertThat(mark.marked()).isEqualTo(5);
        mark.committed(5);
        mark.committed(4);
        assertThat(mark.needsCommit()).isFalse();
    }

    @Test
    void isNewsOnceUntilItWasLookedAt() {
        mark.mark(5);
        mark.mark(6);
        assertThat(dirty).containsExactly(mark);
        mark.clean();
        mark.mark(7);
        assertThat(dirty).hasSize(2);
    }

    @Test
    void needsNoCommitForWhatTheGroupHadBefore() {
        mark.restore(10);
        assertThat(mark.marked()).isEqualTo(10);
        assertThat(mark.needsCommit()).isFalse();
        mark.mark(9);
        assertThat(mark.needsCommit()).isFalse();
        mark.mark(11);
        assertThat(mark.needsCommit()).isTrue();
    }

    @Test
    void ignoresWhatComesAfterThePartitionWasGivenUp() {
        mark.mark(5);
        mark.committed(5);
        mark.close();
        mark.mark(6);
        assertThat(mark.marked()).isEqualTo(5);
        assertThat(mark.needsCommit()).isFalse();
        assertThat(mark.isLost()).isFalse();
    }

    @Test
    void beginsAnewWhereTheLogLostWhatWasMarked() {
        mark.restore(100);
        mark.rewind(40);
        assertThat(mark.marked()).isEqualTo(40);
        assertThat(mark.needsCommit()).isTrue();
        mark.mark(41);
        assertThat(mark.marked()).isEqualTo(41);
    }

    @Test
    void commitsLowerMarksAlthoughACommitOfWhatTheLogLostWasUnderWay() {
        mark.mark(100);
        // the request with 100 is under way
        mark.rewind(40);
        assertThat(mark.needsCommit()).isTrue();
        mark.committed(100);
        assertThat(mark.needsCommit()).isTrue();
        mark.mark(60);
        mark.committed(60);
        assertThat(mark.needsCommit()).isFalse();
        mark.mark(61);
        assertThat(mark.needsCommit()).isTrue();
    }

    @Test
    void seesARewindOfAnotherThreadWholeOrNotAtAll() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            Mark shared = new Mark(new TopicPartition("t", 0), other -> {});
            shared.restore(100);
            Thread claim = new Thread(() -> shared.rewind(40));
            claim.start();
            while (shared.marked() != 40) {
                Thread.onSpinWait();
            }
            // the loop, as soon as it sees the mark
            assertThat(shared.needsCommit()).isTrue();
            shared.committed(100);
            assertThat(shared.needsCommit()).isTrue();
            claim.join();
        }
    }

    @Test
    void forgetsEverythingWithItsTopic() {
        assertThat(mark.topicId(new UUID(1, 1))).isFalse();
        mark.restore(100);
        assertThat(mark.topicId(new UUID(0, 0))).isFalse();
        assertThat(mark.topicId(new UUID(1, 1))).isFalse();
        assertThat(mark.topicId(new UUID(2, 2))).isTrue();
        assertThat(mark.marked()).isEqualTo(-1);
        mark.mark(1);
        assertThat(mark.needsCommit()).isTrue();
    }
}
