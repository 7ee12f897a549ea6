package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.message.BatchInfo;
import io.myq.message.CompressionType;
import io.myq.message.ConsumerMessage;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TimestampType;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.Arrays;
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
    void goesBackOnPurposeAndOnlyBack() {
        mark.mark(10);
        mark.committed(10);
        mark.reset(11, null);
        assertThat(mark.marked()).isEqualTo(10);
        mark.reset(4, "once more");
        assertThat(mark.needsCommit()).isTrue();
        assertThat(mark.toCommit()).isEqualTo(new OffsetAndMetadata(4, "once more"));
        mark.mark(5);
        assertThat(mark.toCommit()).isEqualTo(OffsetAndMetadata.of(5));
        mark.close();
        mark.reset(0, null);
        assertThat(mark.marked()).isEqualTo(5);
    }

    @Test
    void keepsMetadataWithItsOffsetUntilTheBrokerHasNoRoomForIt() {
        mark.mark(5, "five");
        mark.mark(4, "four");
        assertThat(mark.toCommit()).isEqualTo(new OffsetAndMetadata(5, "five"));
        mark.dropMetadata(5);
        assertThat(mark.toCommit()).isEqualTo(OffsetAndMetadata.of(5));
    }

    @Test
    void passesWhatTheLogDoesNotHaveWhenAllBeforeItIsDone() {
        mark.restore(5);
        mark.handedOut(messages(8, 9), 5, 12);
        assertThat(mark.marked()).isEqualTo(8);
        mark.mark(9);
        mark.handedOut(List.of(), 12, 20);
        assertThat(mark.marked()).isEqualTo(9);
        mark.mark(10);
        mark.handedOut(messages(30), 10, 31);
        assertThat(mark.marked()).isEqualTo(30);
        // reading goes on elsewhere: nobody has said that what lies between is done
        mark.mark(31);
        mark.handedOut(messages(100), 90, 101);
        assertThat(mark.marked()).isEqualTo(31);
    }

    @Test
    void followsSingleMessagesOnlyWhereItWasAskedToBefore() {
        mark.restore(0);
        assertThatThrownBy(() -> mark.markDone(0)).hasMessageContaining("trackDone()");
        mark.handedOut(messages(0, 1), 0, 2);
        mark.mark(1);
        assertThatThrownBy(() -> mark.track(10)).hasMessageContaining("are done up to 0");
        mark.mark(2);
        mark.track(10);
        assertThat(mark.tracker()).isNotNull();
        mark.newHandout();
        // of the run before
        mark.markDone(1);
        assertThat(mark.marked()).isEqualTo(2);
    }

    /** Offset 10 is a marker of epoch 4, the message behind it is 11; an offset of 11 with epoch 3 would seem cut off. */
    @Test
    void keepsAnOffsetBehindAGapWithTheEpochThatIsBehindIt() {
        mark.noteEpoch(List.of(ofEpoch(9, 3)), 9);
        mark.mark(10);
        assertThat(mark.leaderEpoch()).isEqualTo(3);
        mark.noteEpoch(List.of(ofEpoch(11, 4)), 10);
        assertThat(mark.leaderEpoch()).isEqualTo(3);
        mark.mark(11);
        assertThat(mark.leaderEpoch()).isEqualTo(4);
        mark.rewind(20);
        assertThat(mark.leaderEpoch()).isEqualTo(-1);
    }

    private static ConsumerMessage ofEpoch(long offset, int epoch) {
        TopicPartition partition = new TopicPartition("t", 0);
        BatchInfo batch = new BatchInfo(
                partition,
                offset,
                offset,
                1,
                epoch,
                CompressionType.NONE,
                TimestampType.CREATE_TIME,
                0,
                0,
                -1,
                (short) -1,
                -1,
                false,
                false);
        return new ConsumerMessage(batch, offset, 0, null, null, List.of());
    }

    private static List<ConsumerMessage> messages(long... offsets) {
        return Arrays.stream(offsets).mapToObj(DoneTrackerModelTest::message).toList();
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
