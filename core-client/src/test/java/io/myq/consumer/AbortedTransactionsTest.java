package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.internal.batch.RecordBatch;
import io.myq.internal.protocol.FetchResponse.AbortedTransaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which batches of an answer are not for the application; the batches are kafka-clients' own. */
class AbortedTransactionsTest {

    private final CraftedLog log = new CraftedLog();

    @Test
    void hidesWhatWasAbortedAndAllMarkers() {
        log.inTransaction(1, 2)
                .inTransaction(2, 1)
                .abort(1)
                .commit(2)
                .inTransaction(1, 3)
                .commit(1);
        assertThat(read(0, 100, log.aborted(0, 100))).isEqualTo(log.visible()).containsExactly(2L, 5L, 6L, 7L);
    }

    @Test
    void keepsWhatTheSameProducerWroteOutsideOfTransactions() {
        log.inTransaction(1, 1).plain(1, 2).abort(1);
        assertThat(read(0, 100, log.aborted(0, 100))).containsExactly(1L, 2L);
    }

    @Test
    void bearsAListThatIsUnorderedAndHoldsDuplicates() {
        log.inTransaction(1, 1)
                .abort(1)
                .inTransaction(2, 1)
                .abort(2)
                .inTransaction(1, 1)
                .commit(1);
        List<AbortedTransaction> told = new ArrayList<>(log.aborted(0, 100));
        told.addAll(log.aborted(0, 100));
        Collections.reverse(told);
        assertThat(read(0, 100, told)).isEqualTo(log.visible()).containsExactly(4L);
    }

    @Test
    void bearsTwoAbortMarkersOfOneProducer() {
        log.inTransaction(1, 2).abort(1).abort(1).inTransaction(1, 1).commit(1).abort(1);
        assertThat(read(0, 100, log.aborted(0, 100))).isEqualTo(log.visible()).containsExactly(4L);
    }

    @Test
    void hidesMarkersWhenNoTransactionWasAborted() {
        log.inTransaction(1, 1).commit(1).plain(1);
        assertThat(read(0, 100, List.of())).containsExactly(0L, 2L);
        assertThat(AbortedTransactions.of(null).hides(log.fetch(1, 1).get(0))).isTrue();
    }

    /** Random logs, fetched in random pieces, each with the list that a broker would send, shuffled and doubled. */
    @Test
    void neverShowsWhatWasAbortedHoweverTheLogIsCutIntoAnswers() {
        long seed = System.nanoTime();
        System.out.println("AbortedTransactionsTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            CraftedLog crafted = randomLog(random);
            TreeSet<Long> seen = new TreeSet<>();
            for (long offset = 0; offset < crafted.end(); ) {
                int batches = 1 + random.nextInt(5);
                List<AbortedTransaction> told = new ArrayList<>(crafted.aborted(offset, batches));
                told.addAll(told.subList(0, told.isEmpty() ? 0 : random.nextInt(told.size())));
                Collections.shuffle(told, random);
                offset = readInto(seen, crafted, offset, batches, told);
            }
            assertThat(seen).as("seed %d, round %d", seed, round).isEqualTo(crafted.visible());
        }
    }

    private static CraftedLog randomLog(Random random) {
        CraftedLog crafted = new CraftedLog();
        for (int step = 0; step < 60; step++) {
            long producer = random.nextInt(4);
            switch (random.nextInt(5)) {
                case 0 -> crafted.abort(producer);
                case 1 -> crafted.commit(producer);
                case 2 -> crafted.plain(random.nextBoolean() ? producer : -1, 1 + random.nextInt(3));
                default -> crafted.inTransaction(producer, 1 + random.nextInt(3));
            }
        }
        for (long producer = 0; producer < 4; producer++) {
            crafted.abort(producer);
        }
        return crafted;
    }

    private TreeSet<Long> read(long offset, int batches, List<AbortedTransaction> told) {
        TreeSet<Long> seen = new TreeSet<>();
        readInto(seen, log, offset, batches, told);
        return seen;
    }

    private static long readInto(
            TreeSet<Long> seen, CraftedLog log, long offset, int batches, List<AbortedTransaction> told) {
        AbortedTransactions aborted = AbortedTransactions.of(told);
        long next = offset;
        for (RecordBatch batch : log.fetch(offset, batches)) {
            if (!aborted.hides(batch)) {
                for (long at = Math.max(offset, batch.baseOffset()); at <= batch.lastOffset(); at++) {
                    seen.add(at);
                }
            }
            next = batch.lastOffset() + 1;
        }
        return next;
    }
}
