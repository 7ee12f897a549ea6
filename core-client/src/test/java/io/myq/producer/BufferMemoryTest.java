package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BufferMemoryTest {

    private final BufferMemory memory = new BufferMemory(100);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        memory.close();
        threads.shutdownNow();
    }

    private CompletableFuture<Boolean> take(long bytes) {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                taken.complete(memory.take(bytes, Duration.ofMinutes(1), () -> {}));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        return taken;
    }

    @Test
    void givesNoMoreThanThereIs() throws Exception {
        assertThat(memory.tryTake(60)).isTrue();
        assertThat(memory.tryTake(41)).isFalse();
        assertThat(memory.take(41, Duration.ofMillis(20), () -> {})).isFalse();
        assertThat(memory.tryTake(40)).isTrue();
        assertThat(memory.used()).isEqualTo(100);
    }

    @Test
    void letsOneThatIsLargerThanAllInWhenNothingElseIsThere() {
        assertThat(memory.tryTake(150)).isTrue();
        assertThat(memory.tryTake(1)).isFalse();
        memory.release(150);
        assertThat(memory.used()).isZero();
    }

    @Test
    void letsCallbacksGoToTwiceTheLimit() {
        memory.force(100);
        assertThat(memory.tryTakeBeyond(100)).isTrue();
        assertThat(memory.tryTakeBeyond(1)).isFalse();
    }

    @Test
    void servesThoseWhoWaitInTheirOrder() {
        memory.force(100);
        List<CompletableFuture<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Boolean> waiter = take(60);
            int waiting = i + 1;
            await().until(() -> memory.waiting() == waiting);
            waiters.add(waiter);
        }
        assertThat(memory.contended()).isTrue();
        memory.release(50);
        assertThat(memory.tryTake(10)).as("nobody overtakes those who wait").isFalse();
        memory.release(10);
        await().until(() -> waiters.get(0).isDone());
        assertThat(waiters.get(1)).isNotDone();
        memory.release(60);
        await().until(() -> waiters.get(1).isDone());
        assertThat(waiters.get(2)).isNotDone();
    }

    @Test
    void losesNoWakeUp() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            all.add(CompletableFuture.runAsync(this::takeAndGiveBack, threads));
        }
        for (CompletableFuture<Void> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        assertThat(memory.used()).isZero();
    }

    private void takeAndGiveBack() {
        try {
            for (int i = 0; i < 5000; i++) {
                assertThat(memory.take(40, Duration.ofSeconds(50), () -> {})).isTrue();
                memory.release(40);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void endsAllWaitsWhenItCloses() throws Exception {
        memory.force(100);
        CompletableFuture<Boolean> first = take(10);
        CompletableFuture<Boolean> second = take(10);
        await().until(() -> memory.waiting() == 2);
        memory.close();
        assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(second.get(10, TimeUnit.SECONDS)).isFalse();
    }
}
