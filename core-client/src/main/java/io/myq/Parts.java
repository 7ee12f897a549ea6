package io.myq;

import io.myq.consumer.Consumer;
import io.myq.group.ConsumerGroup;
import io.myq.group.GroupStatus;
import io.myq.group.OffsetManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The groups and consumers made from one client, to be closed with it. Thread-safe. */
final class Parts {

    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    /** A group that is told to close within no time still gets to say so. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final List<ConsumerGroup> groups = new ArrayList<>();
    /** One that is closed nobody holds any more. */
    private final Set<OffsetManager> offsets = Collections.newSetFromMap(new WeakHashMap<>());
    /** A consumer that nobody holds any more has nothing to finish: it ends with the connections. */
    private final Set<Consumer> consumers = Collections.newSetFromMap(new WeakHashMap<>());

    synchronized Consumer add(Consumer consumer) {
        consumers.add(consumer);
        return consumer;
    }

    synchronized ConsumerGroup add(ConsumerGroup group) {
        groups.removeIf(known -> known.status().state() == GroupStatus.State.CLOSED);
        groups.add(group);
        return group;
    }

    synchronized OffsetManager add(OffsetManager manager) {
        offsets.add(manager);
        return manager;
    }

    /**
     * Closes the groups, all at once because each waits for its handlers, then the consumers.
     *
     * @return whether all groups ended in order
     */
    boolean close(Deadline deadline) {
        List<ConsumerGroup> open;
        List<OffsetManager> managers;
        List<Consumer> reading;
        synchronized (this) {
            open = List.copyOf(groups);
            managers = List.copyOf(offsets);
            reading = List.copyOf(consumers);
        }
        List<FutureTask<Boolean>> closing = new ArrayList<>();
        for (ConsumerGroup group : open) {
            FutureTask<Boolean> task = new FutureTask<>(() -> group.close(deadline.left()));
            closing.add(task);
            Thread thread = new Thread(task, "myq-close-group");
            thread.setDaemon(true);
            thread.start();
        }
        boolean inOrder = true;
        for (FutureTask<Boolean> task : closing) {
            inOrder &= outcome(task, deadline);
        }
        for (OffsetManager manager : managers) {
            inOrder &= manager.close(deadline.leftOr(LEAST));
        }
        reading.forEach(Consumer::close);
        return inOrder;
    }

    private static boolean outcome(FutureTask<Boolean> task, Deadline deadline) {
        try {
            return task.get(deadline.leftOr(LEAST).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.error("A consumer group could not be closed", e.getCause());
        } catch (TimeoutException e) {
            log.warn("A consumer group did not end in time");
        }
        return false;
    }
}
