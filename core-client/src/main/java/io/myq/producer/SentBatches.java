package io.myq.producer;

import io.myq.error.SendException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one partition that have been on their way at least once, in their order, with their sequence numbers.
 * It decides what may be sent next so that order survives every failure, and hands over outcomes in order. Owned by the
 * owner loop.
 *
 * <p>After a failure nothing is sent until all that is in flight has come back ({@linkplain #rewinding() rewinding});
 * then the batches go again in their order, one at a time until the first success. When a batch ended without being in
 * the log, its sequence numbers would be missing for ever: then the producer epoch of this partition goes up, and the
 * batches behind get new numbers; but one that may be in the log already would be doubled by that, and ends as unknown.
 * Batches before the gap go first, with the numbers that they have.
 */
final class SentBatches {

    /** Whose sequence numbers batches get. */
    enum Numbering {
        NONE,
        /** Epochs of this partition alone. */
        OWN,
        /** Epochs are the transactional id's: after a gap nothing is sent before the next one. */
        OF_TRANSACTIONS
    }

    /** So many of a partition's last batches a broker recognises when they are repeated; older ones it takes for wrong. */
    private static final int REMEMBERED = 5;

    private final Numbering numbering;
    private final boolean idempotent;
    private final int maxInFlight;
    private final Consumer<ProducerBatch> outcomes;
    private final Function<ProducerBatch, SendException> unknown;
    private final ArrayDeque<ProducerBatch> batches = new ArrayDeque<>(2);
    private final BatchNumbers numbers = new BatchNumbers();

    private int inFlight;
    /** A fresh producer id or epoch is accepted with any first number: until the first success there is but one. */
    private boolean proven;

    private boolean rewinding;
    private boolean renumber;
    /** How many batches without an entry in the log stand behind others that have no outcome yet. */
    private int gaps;

    /**
     * @param numbering of batches
     * @param maxInFlight batches of this partition at once; without idempotence order needs that it is one
     * @param outcomes takes settled batches, in order
     * @param unknown says why a batch that may be in the log cannot be sent again
     */
    SentBatches(
            Numbering numbering,
            int maxInFlight,
            Consumer<ProducerBatch> outcomes,
            Function<ProducerBatch, SendException> unknown) {
        this.numbering = numbering;
        this.idempotent = numbering != Numbering.NONE;
        this.maxInFlight = idempotent ? maxInFlight : 1;
        this.outcomes = outcomes;
        this.unknown = unknown;
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    int inFlight() {
        return inFlight;
    }

    boolean rewinding() {
        return rewinding;
    }

    /** Whether a batch may be sent now, a new one or the next of those that came back. */
    boolean maySend() {
        return !rewinding && inFlight < (proven ? maxInFlight : 1);
    }

    /** Whether all numbers of this producer id are used up, or none was given yet. */
    boolean needsProducerId() {
        return idempotent && !numbers.available();
    }

    /** The id whose epochs have all been used here, so that another is needed; -1 while that never happened. */
    long usedUpProducerId() {
        return numbers.usedUpProducerId();
    }

    /**
     * Begins with the numbers of a producer id.
     *
     * @param firstSequence 0 for an epoch that goes on from another; the broker takes any for an id that is new to it
     */
    void begin(long newProducerId, short newEpoch, int firstSequence) {
        numbers.begin(newProducerId, newEpoch, firstSequence);
        proven = false;
    }

    /** Whether a batch that was never sent may be the next; not while numbers are missing behind batches that go first. */
    boolean mayTakeNew() {
        return gaps == 0 && mayFollow(batches.size());
    }

    /** Whether the oldest batch can still be repeated when so many have followed it. */
    private boolean mayFollow(int followers) {
        return !idempotent || followers < REMEMBERED;
    }

    /** Goes on with these numbers: from 0 when they are new, and else where it was. */
    void carry(long ofProducerId, short ofEpoch) {
        if (!numbers.areOf(ofProducerId, ofEpoch)) {
            begin(ofProducerId, ofEpoch, 0);
        }
    }

    /** The oldest batch that has to go again, or {@code null} when there is none that may. */
    @Nullable
    ProducerBatch nextRetry() {
        int position = 0;
        for (ProducerBatch batch : batches) {
            if (batch.leavesGap || !mayFollow(position++)) {
                return null;
            }
            if (!batch.inFlight && !batch.settled()) {
                return batch;
            }
        }
        return null;
    }

    /** The oldest batch without an outcome, or {@code null}. */
    @Nullable
    ProducerBatch nextUnsettled() {
        for (ProducerBatch batch : batches) {
            if (!batch.settled()) {
                return batch;
            }
        }
        return null;
    }

    /** The newest batch whose outcome was not handed over, or {@code null}. */
    @Nullable
    ProducerBatch newestUndelivered() {
        ProducerBatch newest = batches.peekLast();
        return newest == null || newest.delivered ? null : newest;
    }

    /** The newest batch that came back and has to go again, or {@code null}. */
    @Nullable
    ProducerBatch newestWaiting() {
        for (Iterator<ProducerBatch> i = batches.descendingIterator(); i.hasNext(); ) {
            ProducerBatch batch = i.next();
            if (!batch.inFlight && !batch.settled()) {
                return batch;
            }
        }
        return null;
    }

    /** All that came back and has to go again. */
    RetryBuffer.Waiting waiting() {
        RetryBuffer.Waiting waiting = RetryBuffer.Waiting.NOTHING;
        for (ProducerBatch batch : batches) {
            if (!batch.inFlight && !batch.settled()) {
                waiting = waiting.plus(batch);
            }
        }
        return waiting;
    }

    /** A batch is about to be sent: what {@link #nextRetry} gave, or a new one. */
    void onSend(ProducerBatch batch) {
        if (batches.peekLast() != batch && !batches.contains(batch)) {
            batches.addLast(batch);
        }
        if (idempotent && !batch.numbered()) {
            numbers.give(batch);
        }
        batch.inFlight = true;
        inFlight++;
    }

    void onAcknowledged(ProducerBatch batch, long baseOffset, long logAppendTime) {
        takeBack(batch);
        if (!batch.settled()) {
            batch.acknowledge(baseOffset, logAppendTime);
        }
        // an answer from before the failure proves nothing for what goes again
        proven |= !rewinding;
        tidy();
    }

    /** It will not be sent again. */
    void onFailed(ProducerBatch batch, SendException cause) {
        takeBack(batch);
        if (!batch.settled()) {
            batch.fail(cause);
        }
        leaveGap(batch);
        tidy();
    }

    /** It came back, and does not go again after all. */
    void onGivenUp(ProducerBatch batch, SendException cause) {
        batch.fail(cause);
        leaveGap(batch);
        tidy();
    }

    /** It goes again when everything in flight has come back. */
    void onRetry(ProducerBatch batch, boolean maybeWritten) {
        takeBack(batch);
        batch.maybeWritten |= maybeWritten;
        rewinding = true;
        proven = false;
        if (batch.settled()) {
            leaveGap(batch);
        }
        tidy();
    }

    /**
     * The broker did not expect these numbers.
     *
     * @return whether that is only because a batch before it is missing, which goes first now. If not, it goes again with
     *     others; but within a transaction nothing has happened to it yet
     */
    boolean onSequenceRefused(ProducerBatch batch) {
        boolean follows = batches.peekFirst() != batch && waitsForEarlier(batch);
        if (!follows && numbering == Numbering.OF_TRANSACTIONS) {
            return false;
        }
        if (!follows) {
            renumber = true;
        }
        onRetry(batch, false);
        return follows;
    }

    private boolean waitsForEarlier(ProducerBatch batch) {
        for (ProducerBatch earlier : batches) {
            if (earlier == batch) {
                return false;
            }
            if (!earlier.acknowledged()) {
                return true;
            }
        }
        return false;
    }

    /** It comes back as several smaller ones, in its place and with its numbers. */
    void onSplit(ProducerBatch batch, List<ProducerBatch> pieces) {
        List<ProducerBatch> all = List.copyOf(batches);
        takeBack(batch);
        batches.clear();
        int sequence = batch.baseSequence;
        for (ProducerBatch each : all) {
            if (each != batch) {
                batches.addLast(each);
                continue;
            }
            for (ProducerBatch piece : pieces) {
                if (batch.numbered()) {
                    piece.number(batch.producerId, batch.producerEpoch, sequence);
                    sequence = Sequences.after(sequence, piece.count());
                }
                piece.maybeWritten = batch.maybeWritten;
                batches.addLast(piece);
            }
        }
        rewinding = true;
        tidy();
    }

    /** Ends all, whatever state they are in. */
    void end(Function<ProducerBatch, SendException> outcome) {
        end(batch -> true, outcome);
    }

    /** Fails these, which were never sent, and all others that are not in flight. */
    void discard(List<ProducerBatch> never, Function<ProducerBatch, SendException> why) {
        batches.addAll(never);
        end(batch -> !batch.inFlight, why);
    }

    /** Ends those that are due, in their order. Their requests may still be out; what they bring is of no use then. */
    void expire(long nowNanos, long timeoutNanos, Function<ProducerBatch, SendException> expired) {
        end(batch -> nowNanos - batch.createdNanos >= timeoutNanos, expired);
    }

    private void end(Predicate<ProducerBatch> which, Function<ProducerBatch, SendException> expired) {
        for (ProducerBatch batch : batches) {
            if (!batch.settled() && which.test(batch)) {
                batch.fail(expired.apply(batch));
                if (!batch.inFlight) {
                    leaveGap(batch);
                }
            }
        }
        tidy();
    }

    /** Goes on after rewinding: everything has come back, and the pause is over. */
    void resume() {
        if (inFlight == 0) {
            rewinding = false;
        }
    }

    private void takeBack(ProducerBatch batch) {
        batch.inFlight = false;
        inFlight--;
    }

    private void leaveGap(ProducerBatch batch) {
        if (batch.numbered() && !batch.leavesGap) {
            batch.leavesGap = true;
            gaps++;
            rewinding = true;
            proven = false;
        }
    }

    private void tidy() {
        deliver();
        if (renumber && inFlight == 0) {
            renumber();
            deliver();
        }
    }

    private void deliver() {
        boolean inOrder = true;
        for (Iterator<ProducerBatch> i = batches.iterator(); inOrder && i.hasNext(); ) {
            ProducerBatch batch = i.next();
            inOrder = batch.settled();
            if (inOrder && !batch.delivered) {
                batch.delivered = true;
                outcomes.accept(batch);
            }
            if (batch.delivered && !batch.inFlight) {
                i.remove();
                if (batch.leavesGap) {
                    // nothing before it is open any more: its turn to be made up for
                    gaps--;
                    renumber = true;
                    rewinding = true;
                }
            }
        }
    }

    private void renumber() {
        renumber = false;
        gaps = 0;
        for (ProducerBatch batch : batches) {
            batch.leavesGap = false;
            if (!batch.settled() && batch.maybeWritten) {
                batch.fail(unknown.apply(batch));
            } else {
                batch.number(-1, (short) -1, Sequences.NONE);
            }
        }
        if (numbering == Numbering.OF_TRANSACTIONS) {
            numbers.withdraw();
        } else if (numbers.nextEpoch()) {
            proven = false;
        }
    }
}
