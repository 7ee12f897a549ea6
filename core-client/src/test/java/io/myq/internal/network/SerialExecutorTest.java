package io.myq.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    private final List<Thread> started = Collections.synchronizedList(new ArrayList<>());
    private final SerialExecutor executor = new SerialExecutor(
            task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                started.add(thread);
                return thread;
            },
            "serial",
            Duration.ofMillis(500));

    @Test
    void runsTasksOfEachThreadInTheirOrderAndOneAtATime() throws Exception {
        List<Integer> ran = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(2000);
        Thread[] senders = new Thread[2];
        for (int t = 0; t < senders.length; t++) {
            int offset = t * 1000;
            senders[t] = new Thread(() -> {
                for (int i = 0; i < 1000; i++) {
                    int number = offset + i;
                    executor.execute(() -> {
                        ran.add(number);
                        all.countDown();
                    });
                }
            });
            senders[t].start();
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ran.stream().filter(i -> i < 1000)).isSorted();
        assertThat(ran.stream().filter(i -> i >= 1000)).isSorted();
        assertThat(started).hasSize(1);
    }

    @Test
    void startsNoThreadBeforeTheFirstTaskAndGoesOnAfterOneThatFails() {
        assertThat(started).isEmpty();
        AtomicInteger ran = new AtomicInteger();
        executor.execute(() -> {
            ran.incrementAndGet();
            throw new IllegalStateException("thrown by a test's task");
        });
        executor.execute(() -> ran.addAndGet(executor.inExecutor() ? 10 : 0));
        await().until(() -> ran.get() == 11);
        assertThat(executor.inExecutor()).isFalse();
    }

    @Test
    void endsItsThreadWhenIdleAndStartsAnother() {
        AtomicInteger ran = new AtomicInteger();
        executor.execute(ran::incrementAndGet);
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> !started.isEmpty() && !started.get(0).isAlive());
        executor.execute(ran::incrementAndGet);
        await().until(() -> ran.get() == 2);
        assertThat(started).hasSize(2);
    }
}
