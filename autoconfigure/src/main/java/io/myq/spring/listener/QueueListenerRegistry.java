package io.myq.spring.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * All listeners of the application: starts them when everything else is there, and stops them, all at once, before
 * anything else goes. Can be started again after a stop, and then starts what was running before it. Thread-safe.
 */
public final class QueueListenerRegistry implements SmartLifecycle {

    /** After the web server has started, and before it stops. */
    public static final int PHASE = Integer.MAX_VALUE - 100;

    private static final Logger LOG = LoggerFactory.getLogger(QueueListenerRegistry.class);

    private final Map<String, QueueListenerContainer> containers = new LinkedHashMap<>();
    private final List<Consumer<QueueListenerContainer>> watchers = new ArrayList<>();
    private final KeepAlive keepAlive = new KeepAlive();
    private @Nullable Set<String> runningBeforeStop;
    private volatile boolean running;

    /**
     * A listener by its id.
     *
     * @throws IllegalArgumentException when there is none: with the ids that there are
     */
    public QueueListenerContainer getContainer(String id) {
        synchronized (containers) {
            QueueListenerContainer container = containers.get(id);
            if (container == null) {
                throw new IllegalArgumentException("There is no listener '" + id + "', only " + containers.keySet());
            }
            return container;
        }
    }

    /** All listeners, in the order of their registration. */
    public Collection<QueueListenerContainer> getContainers() {
        synchronized (containers) {
            return List.copyOf(containers.values());
        }
    }

    /** Tells the watcher each listener that is there, and later each one that comes. On the registering thread. */
    public void onContainer(Consumer<QueueListenerContainer> watcher) {
        synchronized (containers) {
            watchers.add(watcher);
            containers.values().forEach(watcher);
        }
    }

    /** @throws ListenerDefinitionException when another listener has its id, naming both methods */
    void register(QueueListenerContainer container) {
        synchronized (containers) {
            QueueListenerContainer other = containers.putIfAbsent(container.id(), container);
            if (other != null) {
                throw new ListenerDefinitionException(
                        "Two listeners have the id '" + container.id() + "': " + other.method() + " and "
                                + container.method() + ".",
                        "Give one of them another id: @QueueListener(id = \"...\").");
            }
            watchers.forEach(watcher -> watcher.accept(container));
        }
        if (running) {
            // its bean was made late, after the others had started
            keepAlive.start();
            startIf(container, container.isAutoStartup());
        }
    }

    boolean isKnown(String id) {
        synchronized (containers) {
            return containers.containsKey(id);
        }
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        Set<String> before = runningBeforeStop;
        Collection<QueueListenerContainer> all = getContainers();
        if (!all.isEmpty()) {
            keepAlive.start();
        }
        running = true;
        all.forEach(container ->
                startIf(container, before == null ? container.isAutoStartup() : before.contains(container.id())));
    }

    private static void startIf(QueueListenerContainer container, boolean condition) {
        if (condition) {
            container.start();
        }
    }

    @Override
    public void stop() {
        stopAll().join();
    }

    @Override
    public void stop(Runnable callback) {
        stopAll().whenComplete((done, failure) -> callback.run());
    }

    /** Each on a thread of its own: the slowest decides how long it takes, not the sum. */
    private synchronized CompletableFuture<Void> stopAll() {
        Set<String> stopping = new LinkedHashSet<>();
        List<CompletableFuture<Void>> stops = new ArrayList<>();
        for (QueueListenerContainer container : getContainers()) {
            if (container.isRunning()) {
                stopping.add(container.id());
                stops.add(CompletableFuture.runAsync(
                        () -> stop(container), task -> new Thread(task, "myq-stop-" + container.id()).start()));
            }
        }
        if (running) {
            runningBeforeStop = stopping;
        }
        running = false;
        return CompletableFuture.allOf(stops.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> keepAlive.stop());
    }

    private static void stop(QueueListenerContainer container) {
        try {
            container.stop();
        } catch (RuntimeException e) {
            LOG.error("Listener '{}' could not be stopped in order", container.id(), e);
        }
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
