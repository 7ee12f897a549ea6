package io.myq.spring.autoconfigure;

import io.myq.MyqClient;
import io.myq.spring.autoconfigure.MyqProperties.Startup;
import io.myq.spring.autoconfigure.MyqProperties.Startup.Policy;
import org.springframework.context.SmartLifecycle;

/**
 * Waits for the cluster before anything else of the application starts, as {@code myq.startup.*} says. The client connects
 * while the other beans are being made. Used by the starting thread.
 */
final class MyqStartup implements SmartLifecycle {

    /** Before web servers and listeners, and before what applications have at the default phases. */
    static final int PHASE = Integer.MIN_VALUE + 1000;

    private final MyqClient client;
    private final Startup startup;
    private boolean waited;
    private volatile boolean running;

    MyqStartup(MyqClient client, Startup startup) {
        this.client = client;
        this.startup = startup;
    }

    @Override
    public void start() {
        // a context that was paused and goes on has a client that lives: what it misses is for health to say
        if (startup.policy() == Policy.FAIL && !waited) {
            try {
                client.awaitConnected(startup.timeout());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for the first broker", e);
            }
        }
        waited = true;
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
