package io.myq;

import io.myq.config.Config;
import io.myq.consumer.Consumer;
import io.myq.consumer.ConsumerFactory;
import io.myq.group.ConsumerGroup;
import io.myq.group.GroupFactory;
import io.myq.group.OffsetManager;
import io.myq.internal.cluster.ClusterStatus;
import io.myq.internal.cluster.ClusterStatus.BrokerStatus;
import io.myq.internal.cluster.LiveCluster;
import io.myq.internal.network.EventLoop;
import io.myq.producer.AsyncProducer;
import io.myq.producer.ProducerFactory;
import io.myq.producer.SyncProducer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the parts of a client together: the loop, the cluster, and what is made from them. Any thread. */
final class LiveClient implements MyqClient {

    private static final Logger log = LoggerFactory.getLogger(LiveClient.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final Config config;
    private final EventLoop loop;
    private final LiveCluster cluster;
    private final Parts parts = new Parts();
    private final AtomicBoolean closing = new AtomicBoolean();
    private @Nullable AsyncProducer producer;
    private @Nullable SyncProducer syncProducer;
    private volatile boolean closedInOrder;

    private LiveClient(Config config, EventLoop loop, LiveCluster cluster) {
        this.config = config;
        this.loop = loop;
        this.cluster = cluster;
    }

    static MyqClient open(Collection<String> addresses, Config config) {
        return open(addresses, config, warning -> log.warn("Configuration: {}", warning));
    }

    static MyqClient open(Collection<String> addresses, Config config, java.util.function.Consumer<String> warnings) {
        config.validate();
        config.warnings().forEach(warnings);
        EventLoop loop = new EventLoop(config.clientId(), config.panicHandler());
        loop.start();
        try {
            return new LiveClient(config, loop, LiveCluster.open(addresses, config, loop));
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    @Override
    public void awaitConnected(Duration timeout) throws InterruptedException {
        refuseOnLoop("awaitConnected");
        refuseWhenClosing();
        try {
            cluster.connected().get(new Deadline(timeout).left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw cluster.notConnected(timeout);
        } catch (ExecutionException e) {
            throw loop.closedException();
        }
    }

    @Override
    public AsyncProducer asyncProducer() {
        synchronized (parts) {
            refuseWhenClosing();
            AsyncProducer made = producer;
            if (made == null) {
                made = ProducerFactory.open(cluster);
                producer = made;
            }
            return made;
        }
    }

    @Override
    public SyncProducer syncProducer() {
        synchronized (parts) {
            SyncProducer made = syncProducer;
            if (made == null) {
                made = ProducerFactory.sync(asyncProducer(), config);
                syncProducer = made;
            }
            refuseWhenClosing();
            return made;
        }
    }

    @Override
    public Consumer consumer() {
        synchronized (parts) {
            refuseWhenClosing();
            return parts.add(ConsumerFactory.open(cluster, "consumer"));
        }
    }

    @Override
    public ConsumerGroup consumerGroup(String groupId) {
        Objects.requireNonNull(groupId, "groupId");
        synchronized (parts) {
            refuseWhenClosing();
            return parts.add(GroupFactory.open(cluster, groupId));
        }
    }

    @Override
    public OffsetManager offsetManager(String groupId) {
        Objects.requireNonNull(groupId, "groupId");
        synchronized (parts) {
            refuseWhenClosing();
            return parts.add(GroupFactory.openOffsets(cluster, groupId));
        }
    }

    @Override
    public ClientStatus status() {
        ClusterStatus status = cluster.status();
        List<BrokerState> brokers =
                status.brokers().stream().map(LiveClient::state).toList();
        Throwable failure = loop.failure();
        if (failure != null) {
            return new ClientStatus(ClientStatus.State.FAILED, status.clusterId(), brokers, failure);
        }
        if (closing.get()) {
            return new ClientStatus(ClientStatus.State.CLOSED, status.clusterId(), brokers, loop.closedException());
        }
        if (status.reachable()) {
            return new ClientStatus(ClientStatus.State.UP, status.clusterId(), brokers, null);
        }
        Throwable cause = status.lastFailure() != null ? status.lastFailure() : anyFailure(status);
        ClientStatus.State state = cause == null ? ClientStatus.State.CONNECTING : ClientStatus.State.DOWN;
        return new ClientStatus(state, status.clusterId(), brokers, cause);
    }

    @Override
    public boolean close(Duration timeout) {
        refuseOnLoop("close");
        Deadline deadline = new Deadline(timeout);
        AsyncProducer made;
        boolean first;
        synchronized (parts) {
            first = closing.compareAndSet(false, true);
            made = producer;
        }
        if (first) {
            closeParts(made, deadline);
        }
        return awaitEnd(deadline) && closedInOrder;
    }

    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    EventLoop loop() {
        return loop;
    }

    /** From the top down: what still has something to say says it while there are connections. */
    private void closeParts(@Nullable AsyncProducer made, Deadline deadline) {
        boolean inOrder = false;
        try {
            inOrder = parts.close(deadline);
            if (made != null) {
                inOrder &= made.close(deadline.left()).complete();
            }
        } finally {
            closedInOrder = inOrder && loop.failure() == null;
            cluster.close();
            loop.close();
        }
    }

    private boolean awaitEnd(Deadline deadline) {
        try {
            return loop.awaitEnd(deadline.leftOr(Duration.ofSeconds(1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void refuseWhenClosing() {
        if (closing.get() || loop.failure() != null) {
            throw loop.closedException();
        }
    }

    private void refuseOnLoop(String method) {
        if (loop.inLoop()) {
            throw new IllegalStateException(
                    method + " blocks, and was called on the client's own thread, which would wait"
                            + " for itself. Call it from a thread of the application");
        }
    }

    private static BrokerState state(BrokerStatus broker) {
        return new BrokerState(broker.id(), broker.address(), broker.connected(), broker.lastFailure());
    }

    private static @Nullable Throwable anyFailure(ClusterStatus status) {
        return status.brokers().stream()
                .map(BrokerStatus::lastFailure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
