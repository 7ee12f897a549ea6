package io.myq.testing;

import io.myq.config.Config;
import io.myq.internal.cluster.LiveCluster;
import io.myq.internal.network.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A loop and a cluster, as the façade would wire them; remembers whether the loop panicked. Any thread. */
public final class OpenCluster implements AutoCloseable {

    public final EventLoop loop;
    public final LiveCluster cluster;
    private final AtomicReference<@Nullable Throwable> panic = new AtomicReference<>();

    private OpenCluster(String bootstrapServers, Config config) {
        loop = new EventLoop("myq-test", (where, cause) -> panic.set(cause));
        loop.start();
        cluster = LiveCluster.open(List.of(bootstrapServers.split(",")), config, loop);
    }

    public static OpenCluster at(String bootstrapServers, Config config) throws Exception {
        OpenCluster open = new OpenCluster(bootstrapServers, config);
        open.cluster.connected().get(30, TimeUnit.SECONDS);
        return open;
    }

    /** Runs a task on the loop and waits for it. */
    public void onLoop(Runnable task) throws InterruptedException {
        var done = new java.util.concurrent.CountDownLatch(1);
        loop.execute(() -> {
            task.run();
            done.countDown();
        });
        if (!done.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the loop did not run the task");
        }
    }

    public @Nullable Throwable panic() {
        return panic.get();
    }

    @Override
    public void close() {
        cluster.close();
        loop.close();
        try {
            loop.awaitEnd(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Throwable cause = panic.get();
        if (cause != null) {
            throw new AssertionError("the loop failed", cause);
        }
    }
}
