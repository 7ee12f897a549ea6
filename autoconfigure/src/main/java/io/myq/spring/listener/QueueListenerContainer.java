package io.myq.spring.listener;

import io.myq.MyqClient;
import io.myq.group.ClaimLag;
import io.myq.group.ConsumerGroup;
import io.myq.group.GroupMetrics;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener while it runs: a member of its group, started and stopped any number of times. Thread-safe; nobody waits for
 * another's start or stop.
 */
public final class QueueListenerContainer {

    private static final Logger LOG = LoggerFactory.getLogger(QueueListenerContainer.class);

    private final ListenerDefinition definition;
    private final Supplier<MyqClient> client;
    private final Duration shutdownTimeout;
    private final Invocation invocation;
    private final List<PartitionListener> partitionListeners = new CopyOnWriteArrayList<>();
    private final Object lifecycle = new Object();
    private volatile @Nullable Running running;
    /** Calls of stop that have not returned. */
    private int stopping;
    /** Started during a stop: it begins again after it. */
    private boolean startAgain;

    private volatile GroupMetrics ofEndedMembers = new GroupMetrics(0, 0, 0, 0, 0);

    private record Running(ConsumerGroup member, ClaimHandler handler) {}

    QueueListenerContainer(
            ListenerDefinition definition,
            Supplier<MyqClient> client,
            ListenerErrorHandler errorHandler,
            Duration shutdownTimeout) {
        this.definition = definition;
        this.client = client;
        this.shutdownTimeout = shutdownTimeout;
        this.invocation = new Invocation(definition, errorHandler);
    }

    /** Names the listener: unique in the application. */
    public String id() {
        return definition.id();
    }

    /** Its consumer group. */
    public String group() {
        return definition.group();
    }

    /** What it receives: the names of topics, or one pattern for them. */
    public List<String> topics() {
        return definition.topics().shown();
    }

    /** How many invocations may run at the same time. */
    public int concurrency() {
        return definition.concurrency();
    }

    /** Whether it starts with the application. */
    public boolean isAutoStartup() {
        return definition.autoStartup();
    }

    /** Whether it was started, and not stopped since. Never blocks. */
    public boolean isRunning() {
        return running != null;
    }

    /**
     * Joins the group and begins to receive. Does not wait for any broker; does nothing while it is running. While it is being
     * stopped it returns as well, and begins again when that is done.
     */
    public void start() {
        synchronized (lifecycle) {
            if (stopping > 0) {
                startAgain = true;
            } else if (running == null) {
                begin();
            }
        }
    }

    private void begin() {
        ConsumerGroup joining = client.get().consumerGroup(definition.group());
        ClaimHandler claims = new ClaimHandler(invocation, definition.method().batch(), definition.concurrency());
        definition.topics().consume(joining, new PartitionWatch(claims, partitionListeners));
        running = new Running(joining, claims);
        LOG.info(
                "Listener '{}' started: {} receives from {} as a member of group {}, concurrency {}",
                definition.id(),
                definition.method(),
                topics(),
                definition.group(),
                definition.concurrency());
    }

    /**
     * Finishes the messages at hand, commits what is done, and leaves the group. Blocks until then, at most as long as the
     * application may take to shut down. A listener that stops itself waits for its other invocations, and not for the one
     * that calls.
     */
    public void stop() {
        stop(shutdownTimeout);
    }

    /**
     * The same with a timeout. What has not finished then is interrupted, and will be delivered again.
     *
     * @return whether all was finished and committed in time
     */
    public boolean stop(Duration timeout) {
        Running leaving;
        synchronized (lifecycle) {
            startAgain = false;
            leaving = running;
            if (leaving == null) {
                return true;
            }
            stopping++;
        }
        // without the lock: a listener that is waited for may call this as well
        long start = System.nanoTime();
        boolean drained = false;
        try {
            drained = leaving.member().close(timeout);
            if (!drained) {
                leaving.handler().interrupt();
            }
        } finally {
            stopped(leaving, drained, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        return drained;
    }

    private void stopped(Running left, boolean drained, long millis) {
        synchronized (lifecycle) {
            stopping--;
            if (running == left) {
                ofEndedMembers =
                        ListenerMetrics.sum(ofEndedMembers, left.member().metrics());
                running = null;
                logStopped(drained, millis);
            }
            if (stopping == 0 && startAgain) {
                startAgain = false;
                begin();
            }
        }
    }

    private void logStopped(boolean drained, long millis) {
        long records = ofEndedMembers.records();
        if (drained) {
            LOG.info("Listener '{}' stopped in {} ms; {} records since the start", definition.id(), millis, records);
        } else {
            LOG.warn(
                    "Listener '{}' stopped after {} ms with messages unfinished or offsets not committed: those messages"
                            + " will be delivered again",
                    definition.id(),
                    millis);
        }
    }

    /** How it is now. Never blocks, asks no broker. */
    public ListenerStatus status() {
        Running current = running;
        return new ListenerStatus(
                definition.id(),
                definition.group(),
                topics(),
                current != null,
                current == null ? null : current.member().status());
    }

    /** Counters since the application started. Never blocks. */
    public ListenerMetrics metrics() {
        GroupMetrics ended = ofEndedMembers;
        Running current = running;
        GroupMetrics all = current == null
                ? ended
                : ListenerMetrics.sum(ended, current.member().metrics());
        return ListenerMetrics.of(all, invocation.conversionFailures(), invocation.listenerFailures());
    }

    /** Tells which partitions come and go from now on. */
    public void onPartitions(PartitionListener listener) {
        partitionListeners.add(listener);
    }

    /** How far behind it is; {@code null} for a partition that it does not receive from. Never blocks, asks no broker. */
    public @Nullable ClaimLag lag(TopicPartition partition) {
        Running current = running;
        return current == null ? null : current.member().lag(partition);
    }

    ListenerMethod method() {
        return definition.method();
    }
}
