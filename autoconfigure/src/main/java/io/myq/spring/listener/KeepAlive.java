package io.myq.spring.listener;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM alive while listeners run: their own threads are daemons, so an application without a web server would end
 * at once. One thread that does nothing. Thread-safe.
 */
final class KeepAlive {

    private @Nullable CountDownLatch end;

    synchronized void start() {
        if (end != null) {
            return;
        }
        CountDownLatch latch = new CountDownLatch(1);
        Thread thread = new Thread(() -> await(latch), "myq-keep-alive");
        thread.setDaemon(false);
        thread.start();
        end = latch;
    }

    synchronized void stop() {
        if (end != null) {
            end.countDown();
            end = null;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // whoever interrupts this thread wants it to end
            Thread.currentThread().interrupt();
        }
    }
}
