package io.myq.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.error.ClientClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks, timers, panic and end of the owner loop. */
class EventLoopTest {

    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final ConcurrentLinkedQueue<Throwable> panics = new ConcurrentLinkedQueue<>();
    private final EventLoop loop = new EventLoop("orders-client", (where, cause) -> panics.add(cause));

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        loop.close();
        assertThat(loop.awaitEnd(GENEROUS)).isTrue();
    }

    @Test
    void runsTasksInTheOrderOfOneThread() throws Exception {
        List<Integer> seen = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            loop.execute(() -> seen.add(number));
        }
        loop.execute(done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(10_000).isSorted();
    }

    @Test
    void runsTimersWhenTheyAreDueAndCancelledOnesNever() throws Exception {
        List<String> seen = new ArrayList<>();
        CompletableFuture<Long> done = new CompletableFuture<>();
        long start = System.nanoTime();
        loop.execute(() -> {
            loop.schedule(Duration.ofMillis(40), () -> done.complete(System.nanoTime() - start));
            loop.schedule(Duration.ofMillis(20), () -> seen.add("second"));
            loop.schedule(Duration.ofMillis(5), () -> seen.add("first"));
            loop.schedule(Duration.ofMillis(10), () -> seen.add("never")).cancel();
            loop.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> seen.add("not in this life"));
        });
        assertThat(done.get(20, TimeUnit.SECONDS))
                .isGreaterThanOrEqualTo(Duration.ofMillis(40).toNanos());
        assertThat(seen).containsExactly("first", "second");
    }

    @Test
    void cancelledTimersDoNotPileUp() {
        Timers timers = new Timers();
        Timeout kept = timers.schedule(Duration.ofSeconds(30), () -> {});
        int most = 0;
        for (int i = 0; i < 100_000; i++) {
            timers.schedule(Duration.ofSeconds(30), () -> {}).cancel();
            most = Math.max(most, timers.size());
        }
        assertThat(most).isLessThan(200);
        kept.cancel();
        assertThat(timers.pollDue(System.nanoTime() + Duration.ofMinutes(1).toNanos()))
                .isNull();
        assertThat(timers.size()).isZero();
    }

    @Test
    void losesNoWakeUp() throws Exception {
        int threads = 4;
        int rounds = 20_000;
        AtomicInteger ran = new AtomicInteger();
        List<Thread> workers = new ArrayList<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int t = 0; t < threads; t++) {
            Thread worker = new Thread(() -> {
                try {
                    for (int i = 0; i < rounds; i++) {
                        // the loop is parked again and again: a lost wake-up would leave this waiting
                        CountDownLatch latch = new CountDownLatch(1);
                        loop.execute(() -> {
                            ran.incrementAndGet();
                            latch.countDown();
                        });
                        if (!latch.await(20, TimeUnit.SECONDS)) {
                            throw new AssertionError("a task was not run in round " + i);
                        }
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(ran).hasValue(threads * rounds);
    }

    @Test
    void tellsThePanicHandlerOnceAndRunsTheEndListeners() throws Exception {
        IllegalStateException bug = new IllegalStateException("a bug");
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        loop.execute(() -> {
            loop.onEnd(failure -> {
                throw new IllegalArgumentException("a listener that throws");
            });
            loop.onEnd(end::complete);
        });
        loop.execute(() -> {
            throw bug;
        });
        assertThat(end.get(20, TimeUnit.SECONDS)).isSameAs(bug);
        assertThat(loop.awaitEnd(GENEROUS)).isTrue();
        assertThat(panics).containsExactly(bug);
        assertThat(loop.failure()).isSameAs(bug);
        assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(ClientClosedException.class)
                .hasMessageContaining("orders-client has failed")
                .hasMessageContaining("a bug")
                .hasCause(bug);
    }

    @Test
    void anErrorInATimerEndsTheLoopAsWell() throws Exception {
        loop.execute(() -> loop.schedule(Duration.ofMillis(1), () -> {
            throw new StackOverflowError("too deep");
        }));
        assertThat(loop.awaitEnd(GENEROUS)).isTrue();
        assertThat(panics).singleElement().isInstanceOf(StackOverflowError.class);
    }

    @Test
    void refusesTasksAfterTheEnd() throws Exception {
        loop.close();
        assertThat(loop.awaitEnd(GENEROUS)).isTrue();
        assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(ClientClosedException.class)
                .hasMessage("The client orders-client is closed")
                .hasNoCause();
        assertThat(panics).isEmpty();
    }

    @Test
    void everyTaskEitherRunsOrIsRefusedWhenTheLoopEndsMeanwhile() throws Exception {
        for (int round = 0; round < 60; round++) {
            EventLoop ending = new EventLoop("ending", (where, cause) -> {});
            ending.start();
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger ran = new AtomicInteger();
            Thread submitter = new Thread(() -> {
                try {
                    while (true) {
                        ending.execute(ran::incrementAndGet);
                        accepted.incrementAndGet();
                    }
                } catch (ClientClosedException e) {
                    accepted.addAndGet(0);
                }
            });
            submitter.start();
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> ran.get() > 0);
            if (round % 2 == 0) {
                ending.close();
            } else {
                ending.execute(() -> {
                    throw new IllegalStateException("a bug");
                });
            }
            submitter.join();
            assertThat(ending.awaitEnd(GENEROUS)).isTrue();
            assertThat(ran.get()).isEqualTo(accepted.get());
        }
    }

    @Test
    void whatEndListenersHandOverStillRuns() throws Exception {
        List<String> seen = new ArrayList<>();
        loop.execute(() -> loop.onEnd(failure -> {
            seen.add("told");
            loop.execute(() -> {
                seen.add("ran");
                loop.onEnd(late -> seen.add("told late"));
            });
        }));
        loop.close();
        assertThat(loop.awaitEnd(GENEROUS)).isTrue();
        assertThat(seen).containsExactly("told", "ran", "told late");
    }

    @Test
    void anInterruptDoesNotDisturbIt() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> thread.complete(Thread.currentThread()));
        thread.get(20, TimeUnit.SECONDS).interrupt();
        CompletableFuture<Boolean> inLoop = new CompletableFuture<>();
        loop.execute(() -> inLoop.complete(loop.inLoop()));
        assertThat(inLoop.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.inLoop()).isFalse();
    }
}
