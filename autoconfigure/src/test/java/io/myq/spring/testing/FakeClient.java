package io.myq.spring.testing;

import io.myq.BrokerState;
import io.myq.ClientStatus;
import io.myq.MyqClient;
import io.myq.consumer.Consumer;
import io.myq.error.ConnectionException;
import io.myq.group.ConsumerGroup;
import io.myq.group.OffsetManager;
import io.myq.producer.AsyncProducer;
import io.myq.producer.SyncProducer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client without a cluster, for what Spring does around it. Never a stand-in for a broker. */
public final class FakeClient implements MyqClient {

    public final FakeProducer producer = new FakeProducer();
    public final List<FakeGroup> groups = new CopyOnWriteArrayList<>();
    public final AtomicInteger waits = new AtomicInteger();
    public volatile @Nullable ConnectionException failure;
    public volatile ClientStatus status = new ClientStatus(
            ClientStatus.State.UP, "cluster-1", List.of(new BrokerState(1, "localhost:9092", true, null)), null);

    @Override
    public void awaitConnected(Duration timeout) {
        waits.incrementAndGet();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public AsyncProducer asyncProducer() {
        return producer;
    }

    @Override
    public SyncProducer syncProducer() {
        return producer.sync();
    }

    @Override
    public Consumer consumer() {
        throw new AssertionError("not used here");
    }

    @Override
    public ConsumerGroup consumerGroup(String groupId) {
        FakeGroup group = new FakeGroup(groupId);
        groups.add(group);
        return group;
    }

    @Override
    public OffsetManager offsetManager(String groupId) {
        throw new IllegalStateException("Keeps no offsets");
    }

    @Override
    public ClientStatus status() {
        return status;
    }

    @Override
    public boolean close(Duration timeout) {
        return true;
    }

    @Override
    public void close() {}
}
