package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Random lives of a claim's mark, against sets of offsets that say which messages are done. */
class DoneTrackerModelTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @Test
    void neverPassesUndoneWorkAndNeverStaysBehindWhatIsDone() {
        long seed = System.nanoTime();
        for (int run = 0; run < 4_000; run++) {
            long runSeed = seed + run;
            try {
                new Run(new Random(runSeed)).live(150);
            } catch (Throwable e) {
                throw new AssertionError("seed " + runSeed + "L", e);
            }
        }
    }

    @Test
    void threadsThatFinishInAnyOrderLeaveNothingBehind() throws Exception {
        Mark mark = new Mark(PARTITION, dirty -> {});
        mark.track(1_000);
        DoneTracker tracker = mark.tracker();
        assertThat(tracker).isNotNull();
        int count = 20_000;
        List<ConsumerMessage> open = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean passed = new AtomicBoolean();
        AtomicInteger left = new AtomicInteger(count);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            workers.add(new Thread(() -> {
                while (left.get() > 0) {
                    ConsumerMessage message = null;
                    synchronized (open) {
                        if (!open.isEmpty()) {
                            message = open.remove(random.nextInt(open.size()));
                        }
                    }
                    if (message == null) {
                        Thread.onSpinWait();
                    } else {
                        passed.compareAndSet(false, mark.marked() > message.offset());
                        mark.markDone(message.offset());
                        left.decrementAndGet();
                    }
                }
            }));
        }
        workers.forEach(worker -> worker.setDaemon(true));
        workers.forEach(Thread::start);
        for (int i = 0; i < count; i++) {
            ConsumerMessage message = message(3L * i);
            assertThat(tracker.awaitRoom(60_000_000_000L)).isTrue();
            while (tracker.handOut(List.of(message), 3L * i, 3L * i + 3) == 0) {
                assertThat(tracker.awaitRoom(60_000_000_000L)).isTrue();
            }
            open.add(message);
        }
        for (Thread worker : workers) {
            worker.join(60_000);
            assertThat(worker.isAlive()).isFalse();
        }
        assertThat(passed).isFalse();
        assertThat(mark.marked()).isBetween(3L * count - 2, 3L * count);
    }

    static ConsumerMessage message(long offset) {
        return new ConsumerMessage("t", 0, offset, 0, null, null, List.of());
    }

    private static final class Run {
        private final Random random;
        private final List<ConsumerMessage> log = new ArrayList<>();
        private final List<Mark> dirty = new ArrayList<>();
        private final Mark mark = new Mark(PARTITION, dirty::add);
        private final int window;
        private final DoneTracker tracker;

        /** Where reading is, in the log; and as an offset that may lie in a gap. */
        private int next;

        private long position;
        private final TreeSet<Long> undone = new TreeSet<>();
        private final Set<Long> done = new HashSet<>();
        private long end;
        private long published;
        private boolean held;
        private long broker;
        private long inFlight = -1;

        Run(Random random) {
            this.random = random;
            long offset = random.nextInt(5);
            for (int i = 0; i < 400; i++) {
                log.add(message(offset));
                offset += 1 + (random.nextInt(4) == 0 ? random.nextInt(random.nextInt(10) == 0 ? 200 : 5) : 0);
            }
            position = random.nextBoolean() ? 0 : log.get(0).offset();
            published = random.nextBoolean() ? position : -1;
            broker = published;
            end = published;
            if (published >= 0) {
                mark.restore(published);
            }
            window = 1 + random.nextInt(random.nextBoolean() ? 10 : 150);
            mark.track(window);
            tracker = mark.tracker();
        }

        void live(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
                assertThat(mark.marked()).isEqualTo(published);
                if (!undone.isEmpty()) {
                    assertThat(published).isLessThanOrEqualTo(undone.first());
                    assertThat(undone.last() - undone.first()).isLessThan(window);
                }
            }
            commit();
            answer(true);
            commit();
            answer(true);
            assertThat(mark.needsCommit()).isFalse();
            assertThat(broker).isEqualTo(published);
            mark.close();
            undone.forEach(mark::markDone);
            mark.mark(Long.MAX_VALUE);
            assertThat(mark.marked()).isEqualTo(published);
        }

        private void step() {
            switch (random.nextInt(20)) {
                case 0 -> markUpTo();
                case 1 -> commit();
                case 2 -> answer(random.nextInt(4) != 0);
                case 3 -> seek();
                case 4 -> reset();
                case 5 -> rewind();
                case 6, 7, 8, 9, 10 -> handOut();
                default -> finishOne();
            }
        }

        private void handOut() {
            List<ConsumerMessage> batch = log.subList(next, Math.min(log.size(), next + random.nextInt(12)));
            long following = next + batch.size() < log.size()
                    ? log.get(next + batch.size()).offset()
                    : log.get(log.size() - 1).offset() + 1;
            long least =
                    batch.isEmpty() ? position : batch.get(batch.size() - 1).offset() + 1;
            long reached = Math.max(least, random.nextBoolean() ? following : least);
            int count = tracker.handOut(batch, position, reached);
            boolean idle = undone.isEmpty();
            long before = published;
            for (int i = 0; i < count; i++) {
                long offset = batch.get(i).offset();
                if (offset < base() && offset >= published) {
                    assertThat(undone).isEmpty();
                    held = false;
                    done.removeIf(known -> known >= offset);
                    end = offset;
                }
                if (offset >= base()) {
                    done.remove(offset);
                    undone.add(offset);
                }
                end = Math.max(end, offset + 1);
            }
            if (count < batch.size()) {
                long refused = batch.get(count).offset();
                assertThat(undone).isNotEmpty();
                boolean back = refused < base() && refused >= published;
                assertThat(back || refused >= undone.first() + window)
                        .as("refused %s of %s", refused, undone)
                        .isTrue();
            }
            if (count == batch.size() && (undone.isEmpty() || reached <= undone.first() + window)) {
                end = Math.max(end, reached);
            }
            next += count;
            position = count == batch.size() ? reached : batch.get(count).offset();
            // with all before it done, a gap in the log is done as well
            published = mark.marked();
            assertThat(published).isGreaterThanOrEqualTo(before);
            if (published != before) {
                assertThat(idle && before >= 0).isTrue();
                long first = batch.isEmpty() ? reached : batch.get(0).offset();
                assertThat(published).isLessThanOrEqualTo(first);
                end = Math.max(end, published);
            }
        }

        private long base() {
            return undone.isEmpty() ? end : undone.first();
        }

        private void finishOne() {
            long offset = undone.isEmpty() || random.nextInt(10) == 0
                    ? random.nextInt(400)
                    : random.nextInt(3) == 0
                            ? undone.first()
                            : new ArrayList<>(undone).get(random.nextInt(undone.size()));
            boolean first = !undone.isEmpty() && undone.first() == offset;
            mark.markDone(offset);
            if (!undone.remove(offset)) {
                // done before, not handed out, or not there: of a gap nobody can say that it is done
                assertThat(mark.marked()).isEqualTo(published);
                return;
            }
            done.add(offset);
            if (first && !held) {
                progressed();
            }
        }

        /** Beyond all that is done, and not beyond what is not. */
        private void progressed() {
            long now = mark.marked();
            long doneEnd = done.stream()
                    .filter(offset -> undone.isEmpty() || offset < undone.first())
                    .mapToLong(offset -> offset + 1)
                    .max()
                    .orElse(published);
            assertThat(now).isGreaterThanOrEqualTo(Math.max(published, undone.isEmpty() ? doneEnd : undone.first()));
            published = now;
            end = Math.max(end, now);
        }

        private void markUpTo() {
            long offset = random.nextInt(3) == 0 ? random.nextInt(400) : Math.max(0, base() + random.nextInt(9) - 3);
            boolean beyond = offset >= base();
            mark.mark(offset);
            undone.headSet(offset).clear();
            if (beyond) {
                held = false;
                end = Math.max(end, offset);
                assertThat(mark.marked()).isGreaterThanOrEqualTo(offset);
                published = mark.marked();
            } else {
                published = Math.max(published, offset);
            }
            end = Math.max(end, published);
        }

        private void seek() {
            next = random.nextInt(3) == 0
                    ? random.nextInt(log.size())
                    : Math.max(0, Math.min(log.size() - 1, next + random.nextInt(20) - 12));
            position = log.get(next).offset();
            tracker.forgetWaiting();
        }

        private void reset() {
            if (published > 0 && random.nextInt(3) == 0) {
                long offset = Math.max(0, published - random.nextInt(20));
                mark.reset(offset, null);
                mark.reset(published + 5, null);
                published = offset;
                held = true;
                if (random.nextBoolean()) {
                    seekTo(offset);
                }
            }
        }

        private void rewind() {
            if (random.nextInt(5) == 0) {
                seek();
                mark.rewind(position);
                undone.clear();
                done.clear();
                end = position;
                published = position;
                held = false;
            }
        }

        private void seekTo(long offset) {
            next = 0;
            while (next < log.size() - 1 && log.get(next).offset() < offset) {
                next++;
            }
            position = offset;
            tracker.forgetWaiting();
        }

        private void commit() {
            if (inFlight < 0 && mark.needsCommit()) {
                dirty.forEach(Mark::clean);
                dirty.clear();
                inFlight = mark.toCommit().offset();
                broker = inFlight;
            }
        }

        private void answer(boolean worked) {
            if (inFlight >= 0 && worked) {
                mark.committed(inFlight);
            }
            inFlight = -1;
        }
    }
}
