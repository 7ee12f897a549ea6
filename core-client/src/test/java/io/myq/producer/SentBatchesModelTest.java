package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.error.OutcomeUnknownException;
import io.myq.error.SendException;
import io.myq.internal.batch.RecordBatchBuilder;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random failures between {@link SentBatches} and a model of the broker's checks: refusals, lost requests, lost answers,
 * requests that arrive long after their connection has gone, expiry. The log must be in order and without doubles, and
 * every outcome true.
 */
class SentBatchesModelTest {

    @Test
    void keepsTheLogTrueWhateverFails() {
        long seed = System.nanoTime();
        for (int run = 0; run < 3000; run++) {
            new Run(seed + run).play();
        }
    }

    /** One request on the wire, as it left. */
    private record Attempt(ProducerBatch batch, long id, short epoch, int sequence, int count) {}

    private enum Answer {
        OK,
        OUT_OF_ORDER,
        REFUSED_FOR_NOW,
        REFUSED,
        TOO_LARGE,
        APPENDED_BUT_ERROR
    }

    /** The checks of one partition's leader (KIP-98, KIP-360). */
    private static final class Broker {
        final List<ProducerBatch> log = new ArrayList<>();
        private final Deque<Attempt> last = new ArrayDeque<>();

        boolean append(Attempt a) {
            for (Attempt known : last) {
                if (known.id() == a.id()
                        && known.epoch() == a.epoch()
                        && known.sequence() == a.sequence()
                        && known.count() == a.count()) {
                    assertThat(known.batch())
                            .as("a repetition is of the same batch")
                            .isSameAs(a.batch());
                    return true;
                }
            }
            Attempt newest = last.peekLast();
            boolean fits;
            if (newest == null || newest.id() != a.id()) {
                fits = true;
            } else if (newest.epoch() != a.epoch()) {
                fits = a.epoch() > newest.epoch() && a.sequence() == 0;
            } else {
                fits = a.sequence() == Sequences.after(newest.sequence(), newest.count());
            }
            if (fits) {
                last.addLast(a);
                log.add(a.batch());
                if (last.size() > 5) {
                    last.removeFirst();
                }
            }
            return fits;
        }
    }

    private static final class Run {
        private final long seed;
        private final Random random;
        private final Broker broker = new Broker();
        private final List<ProducerBatch> created = new ArrayList<>();
        private final List<ProducerBatch> outcomes = new ArrayList<>();
        private final Map<ProducerBatch, List<ProducerBatch>> split = new HashMap<>();
        private final SentBatches sent;
        private final Deque<Attempt> wire = new ArrayDeque<>();
        private final List<Attempt> late = new ArrayList<>();
        /** Nothing fails for good, so that everything has to be acknowledged. */
        private final boolean mild;

        private long now = 1000;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.mild = seed % 3 == 0;
            this.sent =
                    new SentBatches(SentBatches.Numbering.OWN, 5, outcomes::add, batch -> SentBatchesTest.unknown());
            sent.begin(1, (short) 0, random.nextBoolean() ? 0 : Integer.MAX_VALUE - random.nextInt(20));
        }

        void play() {
            for (int step = 0; step < 120; step++) {
                now++;
                step(random.nextInt(100));
            }
            drain();
            check();
        }

        private void step(int dice) {
            if (dice < 45) {
                send();
            } else if (dice < 80) {
                answer();
            } else if (dice < 84) {
                loseConnection();
            } else if (dice < 88) {
                arriveLate();
            } else if (mild) {
                sent.resume();
            } else if (dice < 90) {
                giveUpTheNewest();
            } else if (dice < 93) {
                sent.expire(now, 60, this::expired);
            } else {
                sent.resume();
            }
        }

        /** What waits to be sent again is too much. */
        private void giveUpTheNewest() {
            ProducerBatch newest = sent.newestWaiting();
            if (newest != null) {
                sent.onGivenUp(newest, expired(newest));
            }
        }

        private SendException expired(ProducerBatch batch) {
            return batch.inFlight || batch.maybeWritten ? SentBatchesTest.unknown() : SentBatchesTest.notWritten();
        }

        private void send() {
            if (!sent.maySend()) {
                return;
            }
            ProducerBatch batch = sent.nextRetry();
            if (batch == null && !sent.mayTakeNew()) {
                return;
            }
            if (batch == null) {
                batch = newBatch();
            }
            sent.onSend(batch);
            wire.addLast(new Attempt(batch, batch.producerId, batch.producerEpoch, batch.baseSequence, batch.count()));
        }

        private ProducerBatch newBatch() {
            ProducerBatch batch = batch(1 + random.nextInt(4), now);
            created.add(batch);
            return batch;
        }

        private static ProducerBatch batch(int records, long created) {
            ProducerBatch batch = new ProducerBatch(
                    new TopicPartition("t", 0),
                    created,
                    new RecordBatchBuilder(10),
                    new BufferMemory(1 << 20),
                    new BatchArrays(1000, 1 << 20));
            for (int i = 0; i < records; i++) {
                batch.tryAppend(ProducerMessage.of("t", null), 0, 1000, new SendFuture());
            }
            return batch;
        }

        private void split(ProducerBatch batch) {
            ProducerBatch first = batch(batch.count() / 2, batch.createdNanos);
            ProducerBatch second = batch(batch.count() - first.count(), batch.createdNanos);
            split.put(batch, List.of(first, second));
            int place = created.indexOf(batch);
            created.set(place, second);
            created.add(place, first);
            sent.onSplit(batch, List.of(first, second));
        }

        private void answer() {
            Attempt attempt = wire.pollFirst();
            if (attempt == null) {
                return;
            }
            ProducerBatch batch = attempt.batch();
            switch (process(attempt)) {
                case OK -> sent.onAcknowledged(batch, 0, -1);
                case OUT_OF_ORDER -> sent.onSequenceRefused(batch);
                case REFUSED_FOR_NOW -> sent.onRetry(batch, false);
                case APPENDED_BUT_ERROR -> sent.onRetry(batch, true);
                case TOO_LARGE -> split(batch);
                case REFUSED ->
                    sent.onFailed(batch, batch.maybeWritten ? SentBatchesTest.unknown() : SentBatchesTest.notWritten());
            }
        }

        private Answer process(Attempt attempt) {
            int dice = random.nextInt(100);
            if (dice < 8) {
                return Answer.REFUSED_FOR_NOW;
            } else if (dice < 12 && !mild) {
                return Answer.REFUSED;
            } else if (dice < 18 && mayBeTooLarge(attempt)) {
                return Answer.TOO_LARGE;
            } else if (!broker.append(attempt)) {
                return Answer.OUT_OF_ORDER;
            }
            return dice < (mild ? 40 : 22) ? Answer.APPENDED_BUT_ERROR : Answer.OK;
        }

        private boolean mayBeTooLarge(Attempt attempt) {
            // what was written once is not too large afterwards
            boolean written = mild && attempt.batch().maybeWritten;
            return attempt.count() > 1 && !attempt.batch().settled() && !written;
        }

        /** Each request was processed without its answer arriving, or will be later, or never. */
        private void loseConnection() {
            boolean processed = true;
            List<Attempt> lost = List.copyOf(wire);
            wire.clear();
            for (Attempt attempt : lost) {
                processed &= random.nextBoolean();
                if (processed) {
                    broker.append(attempt);
                } else if (random.nextBoolean()) {
                    late.add(attempt);
                }
            }
            lost.forEach(attempt -> sent.onRetry(attempt.batch(), true));
        }

        private void arriveLate() {
            if (!late.isEmpty()) {
                broker.append(late.remove(0));
            }
        }

        private void drain() {
            for (int i = 0; i < 1000 && !sent.isEmpty(); i++) {
                sent.resume();
                if (!wire.isEmpty()) {
                    answer();
                } else if (sent.nextRetry() != null) {
                    send();
                }
            }
            while (!late.isEmpty()) {
                arriveLate();
            }
        }

        /** What an attempt of a batch, made before it was split, has written. */
        private Stream<ProducerBatch> pieces(ProducerBatch batch) {
            return split.containsKey(batch) ? split.get(batch).stream().flatMap(this::pieces) : Stream.of(batch);
        }

        private void check() {
            assertThat(sent.isEmpty()).as("all settled, seed %d", seed).isTrue();
            assertThat(outcomes)
                    .as("each outcome once and in order, seed %d", seed)
                    .isEqualTo(created);
            Set<ProducerBatch> inLog = new HashSet<>();
            int position = -1;
            for (ProducerBatch batch : broker.log.stream().flatMap(this::pieces).toList()) {
                assertThat(inLog.add(batch)).as("no doubles, seed %d", seed).isTrue();
                assertThat(created.indexOf(batch)).as("order, seed %d", seed).isGreaterThan(position);
                position = created.indexOf(batch);
            }
            for (ProducerBatch batch : created) {
                if (mild) {
                    assertThat(batch.acknowledged())
                            .as("nothing fails, seed %d", seed)
                            .isTrue();
                }
                if (batch.acknowledged()) {
                    assertThat(inLog)
                            .as("acknowledged is written, seed %d", seed)
                            .contains(batch);
                } else if (!(batch.failure() instanceof OutcomeUnknownException)) {
                    assertThat(inLog)
                            .as("not written is not written, seed %d", seed)
                            .doesNotContain(batch);
                }
            }
        }
    }
}
