package io.myq.producer;

import io.myq.error.ClientClosedException;
import io.myq.error.SendException;
import io.myq.error.TransactionException;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.Lane;
import io.myq.internal.cluster.Node;
import io.myq.internal.cluster.ViewListener;
import io.myq.internal.network.EventLoop;
import io.myq.internal.network.SerialExecutor;
import io.myq.internal.network.Timeout;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's side of a producer: its topics and brokers, and what all stages share. Ready partitions come in from any
 * thread; everything else is owned by the owner loop.
 */
final class Pipeline implements ViewListener {

    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    private final Cluster cluster;
    private final EventLoop loop;
    private final ProducerSettings settings;
    private final BufferMemory memory;
    private final BatchArrays arrays;
    private final Trimming trimming;
    private final SerialExecutor callbacks;
    /** Where the messages of topics that have become known are given their partitions, by the application's rule. */
    private final SerialExecutor dispatching;

    private final CloseTally tally;
    private final Counters counters = new Counters();
    private final Lane lane;
    private final ProducerIdentity identity = new ProducerIdentity(this);
    private final SendFailures failures = new SendFailures(this);
    private final RetryHandler retryHandler;
    private final RetryBuffer retryBuffer;
    private final @Nullable TransactionManager transactions;
    private final Grants grants;
    private final Sealer sealer;
    private final Map<Integer, BrokerProducer> brokers = new HashMap<>();
    private final List<TopicProducer> topics = new ArrayList<>();
    private final TopicUpkeep upkeep;
    private final Consumer<@Nullable Throwable> onLoopEnd = this::onLoopEnd;

    private final Announcements announcements;
    private final ActivePartitions active;
    private final CompletedBatches completed;

    private @Nullable Timeout sweep;
    /** Of the newest view. */
    private Map<Integer, Node> nodes = Map.of();

    private volatile boolean ended;

    Pipeline(
            Cluster cluster,
            ProducerSettings settings,
            BufferMemory memory,
            SerialExecutor callbacks,
            CloseTally tally) {
        this.cluster = cluster;
        this.loop = cluster.loop();
        this.settings = settings;
        this.memory = memory;
        this.arrays = new BatchArrays(settings.maxRawBatchBytes(), memory.limit());
        this.trimming = new Trimming(loop, arrays, memory);
        this.callbacks = callbacks;
        this.upkeep = new TopicUpkeep(cluster::keepTopics, System::nanoTime);
        this.dispatching = new SerialExecutor(
                settings.config().threadFactory(), settings.config().clientId() + "-dispatch");
        this.tally = tally;
        this.lane = cluster.openLane("producer");
        this.grants = new Grants(this);
        this.announcements = new Announcements(this);
        this.active = new ActivePartitions(announcements);
        this.completed = new CompletedBatches(loop, callbacks, memory);
        this.retryHandler = new RetryHandler(this, failures);
        this.retryBuffer = new RetryBuffer(settings.producer().retry(), failures);
        this.transactions = TransactionManager.of(this);
        this.sealer = new Sealer(settings, transactions != null);
    }

    /** Begins to listen. Any thread. */
    void start() {
        loop.execute(() -> {
            cluster.addListener(this);
            loop.onEnd(onLoopEnd);
            if (transactions != null) {
                transactions.initialize();
            }
        });
    }

    Cluster cluster() {
        return cluster;
    }

    EventLoop loop() {
        return loop;
    }

    ProducerSettings settings() {
        return settings;
    }

    BufferMemory memory() {
        return memory;
    }

    BatchArrays arrays() {
        return arrays;
    }

    SerialExecutor callbacks() {
        return callbacks;
    }

    SerialExecutor dispatching() {
        return dispatching;
    }

    Grants grants() {
        return grants;
    }

    Counters counters() {
        return counters;
    }

    Lane lane() {
        return lane;
    }

    ProducerIdentity identity() {
        return identity;
    }

    /** {@code null} where there are none. */
    @Nullable
    TransactionManager transactions() {
        return transactions;
    }

    /** Whether no request is out. */
    boolean quiet() {
        return brokers.values().stream().allMatch(BrokerProducer::idle);
    }

    /** Fails what has not been sent. @param cause {@code null} when the application wants it so */
    void discard(@Nullable TransactionException cause) {
        topics.forEach(topic -> topic.discardWaiting(failures.discarded(topic.name(), cause)));
        active.all().forEach(PartitionSender::discard);
    }

    SendFailures failures() {
        return failures;
    }

    RetryHandler retryHandler() {
        return retryHandler;
    }

    Sealer sealer() {
        return sealer;
    }

    RetryBuffer retryBuffer() {
        return retryBuffer;
    }

    Announcements announcements() {
        return announcements;
    }

    ActivePartitions active() {
        return active;
    }

    /** Whether nothing is sent any more. Any thread. */
    boolean ended() {
        return ended;
    }

    /** Somebody waits for memory: nothing gathers any longer. Any thread. */
    void hurry() {
        if (settings.flush().gathering() && announcements.someGather()) {
            execute(() -> {
                announcements.take();
                brokers.values().forEach(BrokerProducer::releaseAll);
                pump();
            });
        }
    }

    /** Asks for a new view of the cluster. Any thread. */
    void refresh(String reason) {
        try {
            cluster.refresh(reason);
        } catch (ClientClosedException e) {
            log.trace("The loop has ended", e);
        }
    }

    /** Runs something on the loop; nothing when that has ended. Any thread. */
    void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (ClientClosedException e) {
            // the loop has told its end listener, or is about to, and that one fails all that is here
            log.trace("The loop has ended", e);
        }
    }

    /** Sends all that may be sent. */
    void pump() {
        if (ended) {
            return;
        }
        do {
            announcements.take();
            for (BrokerProducer broker : brokers.values()) {
                broker.drain();
            }
        } while (!announcements.isEmpty());
        if (transactions != null) {
            transactions.onPump();
        }
        completed.tell();
        sweepLater();
    }

    /** Partitions announce themselves quietly to a busy broker; if that one hangs, their deadlines must be seen all the same. */
    private void sweepLater() {
        if (sweep == null && someBusy()) {
            sweep = loop.schedule(settings.sweepInterval(), () -> {
                sweep = null;
                pump();
            });
        }
    }

    private boolean someBusy() {
        for (BrokerProducer broker : brokers.values()) {
            if (broker.busy()) {
                return true;
            }
        }
        return false;
    }

    /** Looks again at every partition that has something. */
    void offerAll() {
        active.all().forEach(PartitionSender::proceed);
        pump();
    }

    /** Fails what waits for a producer id. */
    void failForWantOfProducerId(Function<ProducerBatch, SendException> outcome) {
        active.all().forEach(partition -> partition.failForWantOfProducerId(outcome));
    }

    /** Fails one message that never came into a batch. Any thread. */
    void refuse(TopicPartition where, SendCallback callback, SendException cause) {
        if (transactions != null) {
            execute(() -> transactions.onMessageFailed(cause));
        }
        turnAway(where, callback, cause);
    }

    /** Fails one message that belongs to no transaction. Any thread. */
    void turnAway(TopicPartition where, SendCallback callback, SendException cause) {
        counters.onRefused();
        tally.onFailed(where, 1, cause);
        callbacks.execute(() -> callback.onFailed(cause));
    }

    /** The outcome of a batch is certain, and its turn has come. */
    void settle(ProducerBatch batch) {
        counters.onSettled(batch);
        SendException failure = batch.failure();
        if (failure != null) {
            tally.onFailed(batch.topicPartition, batch.count(), failure);
            if (transactions != null) {
                transactions.onMessageFailed(failure);
            }
        }
        batch.announce();
        completed.add(batch);
        trimming.begin();
    }

    /**
     * A topic that messages are sent to for the first time.
     *
     * @param onRetired told when it was let go, because nobody sends to it
     */
    void adopt(TopicProducer topic, Runnable onRetired) {
        topics.add(topic);
        upkeep.add(topic, () -> {
            onRetired.run();
            // a view may come while the topics are walked
            execute(() -> topics.remove(topic));
        });
        if (ended) {
            topic.end("the producer ended", null);
        } else {
            topic.onView(cluster.view().topic(topic.name()), false);
        }
    }

    @Override
    public void onView(ClusterView view) {
        boolean sameNodes = view.nodes().equals(nodes);
        nodes = view.nodes();
        for (TopicProducer topic : topics) {
            topic.onView(view.topic(topic.name()), sameNodes);
        }
        upkeep.run();
        pump();
    }

    /** The broker of this number; {@code null} while the cluster does not know where it is. */
    @Nullable
    BrokerProducer broker(int nodeId) {
        if (!cluster.view().nodes().containsKey(nodeId)) {
            return null;
        }
        return brokers.computeIfAbsent(nodeId, id -> new BrokerProducer(id, this));
    }

    String describe(int nodeId) {
        Node node = cluster.view().nodes().get(nodeId);
        return "broker " + nodeId + (node == null ? "" : " at " + node.address());
    }

    /** Makes a flush wait for all that is here. */
    void join(Flush flush) {
        for (TopicProducer topic : topics) {
            topic.joinWaiting(flush);
        }
        active.all().forEach(partition -> partition.join(flush));
        joinCallbacks(flush);
        flush.arrive();
        pump();
    }

    /** Makes a flush wait for outcomes that are certain already, but not told. */
    void joinCallbacks(Flush flush) {
        if (flush.untilCallbacksRan()) {
            flush.expect();
            callbacks.execute(flush::arrive);
        }
    }

    private void onLoopEnd(@Nullable Throwable cause) {
        end(cause == null ? "the client was closed" : "the client failed (" + cause + ")", cause);
    }

    /** Fails what has no outcome, and closes the connections. */
    void end(String reason, @Nullable Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        memory.close();
        if (sweep != null) {
            sweep.cancel();
        }
        trimming.end();
        cluster.removeListener(this);
        loop.removeOnEnd(onLoopEnd);
        if (transactions != null) {
            transactions.end(reason, cause);
        }
        topics.forEach(topic -> topic.end(reason, cause));
        brokers.values().forEach(BrokerProducer::end);
        completed.end();
        lane.close();
        sealer.close();
    }
}
