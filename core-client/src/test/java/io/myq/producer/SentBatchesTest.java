package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.error.NotWrittenException;
import io.myq.error.OutcomeUnknownException;
import io.myq.error.SendException;
import io.myq.internal.batch.RecordBatchBuilder;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentBatchesTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final BufferMemory memory = new BufferMemory(1 << 30);
    private final BatchArrays arrays = new BatchArrays(1000, 1 << 20);
    private final List<ProducerBatch> outcomes = new ArrayList<>();
    private final SentBatches sent = sent(true);

    private SentBatches sent(boolean idempotent) {
        SentBatches batches = new SentBatches(
                idempotent ? SentBatches.Numbering.OWN : SentBatches.Numbering.NONE,
                5,
                outcomes::add,
                batch -> unknown());
        batches.begin(7, (short) 0, 0);
        return batches;
    }

    @Test
    void sendsOneBatchUntilTheFirstSuccessAndThenFive() {
        ProducerBatch first = send(sent, batch(3));
        assertThat(sent.maySend()).isFalse();
        sent.onAcknowledged(first, 0, -1);
        for (int i = 0; i < 5; i++) {
            assertThat(sent.maySend()).isTrue();
            send(sent, batch(1));
        }
        assertThat(sent.maySend()).isFalse();
    }

    @Test
    void sendsOneBatchAtATimeWithoutIdempotence() {
        SentBatches plain = sent(false);
        plain.onAcknowledged(send(plain, batch(1)), 0, -1);
        ProducerBatch second = send(plain, batch(1));
        assertThat(plain.maySend()).isFalse();
        assertThat(second.numbered()).isFalse();
    }

    @Test
    void numbersBatchesByTheirRecords() {
        prove();
        ProducerBatch second = send(sent, batch(4));
        ProducerBatch third = send(sent, batch(1));
        assertThat(second.baseSequence).isEqualTo(1);
        assertThat(third.baseSequence).isEqualTo(5);
    }

    @Test
    void keepsOrderWhileABatchIsRetried() {
        prove();
        ProducerBatch a = send(sent, batch(1));
        ProducerBatch b = send(sent, batch(1));
        ProducerBatch c = send(sent, batch(1));
        sent.onRetry(a, false);
        assertThat(sent.maySend()).as("b and c are still out").isFalse();
        assertThat(sent.onSequenceRefused(b)).isTrue();
        assertThat(sent.onSequenceRefused(c)).isTrue();
        sent.resume();
        assertThat(sent.nextRetry()).isSameAs(a);
        send(sent, a);
        assertThat(sent.maySend()).as("one at a time until the first success").isFalse();
        sent.onAcknowledged(a, 1, -1);
        assertThat(sent.nextRetry()).isSameAs(b);
        send(sent, b);
        assertThat(sent.nextRetry()).isSameAs(c);
        send(sent, c);
        assertThat(List.of(a.baseSequence, b.baseSequence, c.baseSequence)).containsExactly(1, 2, 3);
        sent.onAcknowledged(b, 2, -1);
        sent.onAcknowledged(c, 3, -1);
        assertThat(outcomes).endsWith(a, b, c);
        assertThat(sent.isEmpty()).isTrue();
    }

    @Test
    void tellsOutcomesInOrderWhenALaterBatchIsAnsweredFirst() {
        prove();
        ProducerBatch a = send(sent, batch(1));
        ProducerBatch b = send(sent, batch(1));
        sent.onRetry(a, true); // appended, but not acknowledged in time
        sent.onAcknowledged(b, 2, -1);
        assertThat(outcomes).doesNotContain(b);
        sent.resume();
        sent.onAcknowledged(send(sent, a), 1, -1);
        assertThat(outcomes).endsWith(a, b);
    }

    @Test
    void renumbersWhatIsNotWrittenWhenABatchEndsBeforeIt() {
        prove();
        ProducerBatch a = send(sent, batch(1));
        ProducerBatch b = send(sent, batch(2));
        sent.onFailed(a, notWritten());
        assertThat(sent.onSequenceRefused(b)).isFalse();
        sent.resume();
        send(sent, sent.nextRetry());
        assertThat(b.producerEpoch).isEqualTo((short) 1);
        assertThat(b.baseSequence).isZero();
        sent.onAcknowledged(b, 1, -1);
        assertThat(send(sent, batch(1)).baseSequence).isEqualTo(2);
    }

    @Test
    void neverRenumbersWhatMayBeWritten() {
        prove();
        ProducerBatch a = send(sent, batch(1));
        ProducerBatch b = send(sent, batch(1));
        sent.onRetry(a, true);
        sent.onRetry(b, true);
        a.fail(unknown()); // expired
        sent.expire(0, Long.MAX_VALUE, batch -> unknown());
        sent.resume();
        sent.onSequenceRefused(send(sent, sent.nextRetry()));
        assertThat(b.failure()).isInstanceOf(OutcomeUnknownException.class);
        sent.resume();
        assertThat(sent.nextRetry()).isNull();
        assertThat(send(sent, batch(1)).producerEpoch).isEqualTo((short) 1);
    }

    @Test
    void keepsItsNumbersWhenAnExpiredBatchIsAcknowledgedAfterAll() {
        prove();
        ProducerBatch a = send(sent, batch(1));
        sent.expire(a.createdNanos + 10, 10, batch -> unknown());
        assertThat(outcomes).endsWith(a);
        sent.onAcknowledged(a, 1, -1);
        assertThat(a.acknowledged()).isFalse();
        ProducerBatch b = send(sent, batch(1));
        assertThat(b.producerEpoch).isZero();
        assertThat(b.baseSequence).isEqualTo(2);
    }

    @Test
    void putsThePiecesOfASplitBatchInItsPlaceWithItsNumbers() {
        prove();
        ProducerBatch a = send(sent, batch(3));
        ProducerBatch b = send(sent, batch(1));
        ProducerBatch first = batch(1);
        ProducerBatch second = batch(2);
        sent.onSplit(a, List.of(first, second));
        assertThat(sent.onSequenceRefused(b)).isTrue();
        sent.resume();
        assertThat(send(sent, sent.nextRetry())).isSameAs(first);
        sent.onAcknowledged(first, 1, -1);
        assertThat(send(sent, sent.nextRetry())).isSameAs(second);
        assertThat(send(sent, sent.nextRetry())).isSameAs(b);
        assertThat(List.of(first.baseSequence, second.baseSequence, b.baseSequence))
                .containsExactly(1, 2, 4);
    }

    @Test
    void wrapsSequenceNumbers() {
        sent.begin(7, (short) 0, Integer.MAX_VALUE);
        ProducerBatch a = send(sent, batch(2));
        sent.onAcknowledged(a, 0, -1);
        ProducerBatch b = send(sent, batch(1));
        assertThat(a.baseSequence).isEqualTo(Integer.MAX_VALUE);
        assertThat(b.baseSequence).as("the number after 0").isEqualTo(1);
    }

    @Test
    void sendsWhatStandsBeforeAGapWithItsOwnNumbersFirst() {
        prove();
        ProducerBatch a = send(sent, batch(1));
        ProducerBatch b = send(sent, batch(1));
        ProducerBatch c = send(sent, batch(1));
        sent.onRetry(a, true); // appended, but not acknowledged in time
        sent.onFailed(b, notWritten());
        assertThat(sent.onSequenceRefused(c)).isTrue();
        sent.resume();
        assertThat(sent.nextRetry()).isSameAs(a);
        assertThat(sent.mayTakeNew()).isFalse();
        send(sent, a);
        assertThat(a.producerEpoch).isZero();
        assertThat(a.baseSequence).isEqualTo(1);
        assertThat(sent.nextRetry()).as("not before the gap is made up for").isNull();
        sent.onAcknowledged(a, 1, -1);
        assertThat(outcomes).endsWith(a, b);
        sent.resume();
        assertThat(send(sent, sent.nextRetry())).isSameAs(c);
        assertThat(c.producerEpoch).isEqualTo((short) 1);
        assertThat(c.baseSequence).isZero();
        assertThat(sent.mayTakeNew()).isTrue();
    }

    @Test
    void givesUpTheNewestThatWaits() {
        prove();
        ProducerBatch a = send(sent, batch(2));
        ProducerBatch b = send(sent, batch(3));
        sent.onRetry(a, false);
        sent.onRetry(b, false);
        assertThat(sent.waiting().messages()).isEqualTo(5);
        assertThat(sent.newestWaiting()).isSameAs(b);
        sent.onGivenUp(b, notWritten());
        assertThat(sent.newestWaiting()).isSameAs(a);
        assertThat(outcomes).as("a comes first").doesNotContain(b);
        sent.resume();
        sent.onAcknowledged(send(sent, sent.nextRetry()), 1, -1);
        assertThat(outcomes).endsWith(a, b);
        assertThat(sent.isEmpty()).isTrue();
        sent.resume();
        assertThat(send(sent, batch(1)).producerEpoch).isEqualTo((short) 1);
    }

    @Test
    void asksForAnotherProducerIdAfterTheLastEpoch() {
        sent.begin(7, Short.MAX_VALUE, 0);
        sent.onFailed(send(sent, batch(1)), notWritten());
        assertThat(sent.needsProducerId()).isTrue();
        assertThat(sent.usedUpProducerId()).isEqualTo(7);
        sent.begin(8, (short) 0, 0);
        sent.resume();
        assertThat(send(sent, batch(1)).producerId).isEqualTo(8);
    }

    private void prove() {
        sent.onAcknowledged(send(sent, batch(1)), 0, -1);
    }

    private static ProducerBatch send(SentBatches to, ProducerBatch batch) {
        to.onSend(batch);
        return batch;
    }

    private ProducerBatch batch(int records) {
        ProducerBatch batch =
                new ProducerBatch(PARTITION, System.nanoTime(), new RecordBatchBuilder(100), memory, arrays);
        for (int i = 0; i < records; i++) {
            batch.tryAppend(ProducerMessage.of("t", new byte[] {1}), 0, 1000, new SendFuture());
        }
        return batch;
    }

    static SendException notWritten() {
        return new NotWrittenException("refused", null);
    }

    static SendException unknown() {
        return new OutcomeUnknownException("no answer", null);
    }
}
