package io.myq.spring.listener;

import io.myq.MyqClient;
import io.myq.group.ConsumerGroup;
import io.myq.group.GroupMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener while it runs: a member of its group, started and stopped any number of times. Thread-safe; only starting
 * and stopping wait for each other.
 */
public final class QueueListenerContainer {

    private static final Logger LOG = LoggerFactory.getLogger(QueueListenerContainer.class);

    private final ListenerDefinition definition;
    private final Supplier<MyqClient> client;
    private final Duration shutdownTimeout;
    private final Invocation invocation;
    private final Object lifecycle = new Object();
    private volatile @Nullable ConsumerGroup member;
    private @Nullable ClaimHandler handler;
    private volatile GroupMetrics ofEndedMembers = new GroupMetrics(0, 0, 0, 0, 0);

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

    /** What it receives. */
    public List<String> topics() {
        return definition.topics();
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
        return member != null;
    }

    /** Joins the group and begins to receive. Does not wait for any broker; does nothing while it is running. */
    public void start() {
        synchronized (lifecycle) {
            if (member != null) {
                return;
            }
            ConsumerGroup joining = client.get().consumerGroup(definition.group());
            ClaimHandler claims =
                    new ClaimHandler(invocation, definition.method().batch(), definition.concurrency());
            joining.consume(definition.topics(), claims);
            handler = claims;
            member = joining;
            LOG.info(
                    "Listener '{}' started: {} receives from {} as a member of group {}, concurrency {}",
                    definition.id(),
                    definition.method(),
                    definition.topics(),
                    definition.group(),
                    definition.concurrency());
        }
    }

    /**
     * Finishes the messages at hand, commits what is done, and leaves the group. Blocks until then, at most as long as the
     * application may take to shut down. Not from a listener's own thread: that one would wait for itself.
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
        synchronized (lifecycle) {
            ConsumerGroup leaving = member;
            if (leaving == null) {
                return true;
            }
            long start = System.nanoTime();
            boolean drained = leaving.close(timeout);
            if (!drained && handler != null) {
                handler.interrupt();
            }
            ofEndedMembers = ListenerMetrics.sum(ofEndedMembers, leaving.metrics());
            member = null;
            logStopped(drained, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            return drained;
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
        ConsumerGroup current = member;
        return new ListenerStatus(
                definition.id(),
                definition.group(),
                definition.topics(),
                current != null,
                current == null ? null : current.status());
    }

    /** Counters since the application started. Never blocks. */
    public ListenerMetrics metrics() {
        GroupMetrics ended = ofEndedMembers;
        ConsumerGroup current = member;
        GroupMetrics all = current == null ? ended : ListenerMetrics.sum(ended, current.metrics());
        return ListenerMetrics.of(all, invocation.conversionFailures(), invocation.listenerFailures());
    }

    ListenerMethod method() {
        return definition.method();
    }
}
