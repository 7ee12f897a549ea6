package io.myq.consumer;

import io.myq.error.ClientClosedException;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.Waits;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer as applications hold it: passes on to the loop what they ask for. Any thread. */
final class LiveConsumer implements Consumer {

    private static final Logger log = LoggerFactory.getLogger(LiveConsumer.class);

    private final Cluster cluster;
    private final FetchContext context;
    private final Fetches fetches;
    private final TopicQuestions questions;
    private final Decompressors decompressors;
    private final BatchDecoder decoder;
    private final Interceptions interceptions;
    private final ReadyPartitions ready = new ReadyPartitions();
    private final ConcurrentHashMap<TopicPartition, LivePartitionConsumer> open = new ConcurrentHashMap<>();
    /** Of the thread that reads all partitions: may have a cursor open. */
    private @Nullable LivePartitionConsumer lastRead;

    private volatile boolean closed;

    LiveConsumer(Cluster cluster, String purpose, FetchSettings settings) {
        this.cluster = cluster;
        this.context = new FetchContext(
                cluster,
                purpose,
                settings,
                cluster.openLane(purpose + " fetch"),
                cluster.openLane(purpose + " offsets"),
                new BufferBudget(cluster.config().consumer().fetch().defaultBytes()),
                new FetchCounters(),
                new ConsumerErrors(cluster.config().consumer().returns().errors()));
        this.fetches = new Fetches(context);
        this.questions = new TopicQuestions(context, fetches.lookup());
        this.decompressors = new Decompressors(context.config().maxDecompressedBytes());
        this.decoder = new BatchDecoder(context.counters().records, context.counters().bytes, decompressors);
        this.interceptions = new Interceptions(context.config().interceptors());
        cluster.loop().execute(fetches::open);
    }

    @Override
    public PartitionConsumer consumePartition(TopicPartition topicPartition, long offset) {
        return consumePartition(topicPartition, offset, -1);
    }

    @Override
    public PartitionConsumer consumePartition(TopicPartition topicPartition, long offset, int leaderEpoch) {
        LivePartitionConsumer.check(topicPartition, offset);
        var partition = new LivePartitionConsumer(this, context, decoder, topicPartition, offset);
        partition.fetch().goTo(offset);
        partition.fetch().lastEpoch = leaderEpoch;
        return begin(partition);
    }

    @Override
    public PartitionConsumer consumePartition(TopicPartition topicPartition, Instant from) {
        var partition = new LivePartitionConsumer(this, context, decoder, topicPartition, NEWEST);
        long millis = from.toEpochMilli();
        if (millis < 0) {
            partition.fetch().goTo(OLDEST);
        } else {
            partition.fetch().goToTime(millis);
        }
        return begin(partition);
    }

    private PartitionConsumer begin(LivePartitionConsumer partition) {
        if (closed) {
            throw new IllegalStateException("This consumer is closed");
        }
        if (open.putIfAbsent(partition.topicPartition(), partition) != null) {
            throw new IllegalStateException("This consumer reads " + partition.topicPartition()
                    + " already; close its PartitionConsumer first");
        }
        try {
            cluster.loop().execute(() -> fetches.begin(partition.fetch()));
        } catch (ClientClosedException e) {
            open.remove(partition.topicPartition(), partition);
            throw e;
        }
        if (closed) {
            partition.close();
        }
        return partition;
    }

    @Override
    public Set<String> topics(Duration timeout) throws InterruptedException {
        return questions.topics(timeout);
    }

    @Override
    public Set<TopicPartition> partitions(String topic, Duration timeout) throws InterruptedException {
        return questions.partitions(topic, timeout);
    }

    @Override
    public Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, long which, Duration timeout)
            throws InterruptedException {
        if (which != OLDEST && which != NEWEST) {
            throw new IllegalArgumentException(which + " is neither Consumer.OLDEST nor Consumer.NEWEST");
        }
        return questions.offsets(partitions, which, timeout);
    }

    @Override
    public Map<TopicPartition, Long> offsetsAt(Collection<TopicPartition> partitions, Instant time, Duration timeout)
            throws InterruptedException {
        long millis = time.toEpochMilli();
        return questions.offsets(partitions, millis < 0 ? OLDEST : millis, timeout);
    }

    @Override
    public Map<TopicPartition, Long> highWaterMarks() {
        Map<TopicPartition, Long> marks = new TreeMap<>();
        open.forEach((partition, consumer) -> marks.put(partition, consumer.highWaterMark()));
        return marks;
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> with(partition, PartitionConsumer::pause));
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> with(partition, PartitionConsumer::resume));
    }

    private void with(TopicPartition partition, java.util.function.Consumer<PartitionConsumer> what) {
        LivePartitionConsumer consumer = open.get(partition);
        if (consumer == null) {
            throw new IllegalArgumentException("This consumer does not read " + partition);
        }
        what.accept(consumer);
    }

    @Override
    public void pauseAll() {
        open.values().forEach(LivePartitionConsumer::pause);
    }

    @Override
    public void resumeAll() {
        open.values().forEach(LivePartitionConsumer::resume);
    }

    @Override
    public List<ConsumerMessage> poll(Duration timeout) throws InterruptedException {
        List<ConsumerMessage> messages = any(timeout, partition -> partition.take(Duration.ZERO, partition::decode));
        return messages == null ? List.of() : intercepted(messages);
    }

    @Override
    public @Nullable MessageCursor read(Duration timeout) throws InterruptedException {
        return any(timeout, partition -> partition.read(Duration.ZERO));
    }

    /** What one partition has for whoever reads all. */
    private interface Read<T> {
        @Nullable
        T from(LivePartitionConsumer partition) throws InterruptedException;
    }

    private <T> @Nullable T any(Duration timeout, Read<T> read) throws InterruptedException {
        long deadline = System.nanoTime() + Waits.nanos(timeout);
        LivePartitionConsumer before = lastRead;
        if (before != null) {
            before.endCursor();
            lastRead = null;
        }
        while (true) {
            LivePartitionConsumer next = ready.take(deadline - System.nanoTime());
            if (next == null) {
                return null;
            }
            T result = read.from(next);
            if (result != null) {
                lastRead = next;
                // its next batch after those of the others; where it has none, that is found out then
                ready.add(next);
                return result;
            }
        }
    }

    /** Whoever reads all partitions is to look at this one. */
    void onReady(LivePartitionConsumer partition) {
        ready.add(partition);
    }

    void remove(LivePartitionConsumer partition) {
        open.remove(partition.topicPartition(), partition);
        onLoop(() -> {
            // after whatever the loop had for it
            ready.remove(partition);
            fetches.end(partition.fetch());
        });
    }

    void end(PartitionFetch fetch) {
        onLoop(() -> fetches.end(fetch));
    }

    void seek(PartitionFetch fetch, long offset, int lastEpoch, int generation) {
        onLoop(() -> fetches.seek(fetch, offset, lastEpoch, generation));
    }

    void refresh(PartitionFetch fetch) {
        onLoop(() -> fetches.refresh(fetch));
    }

    void onRoom(PartitionFetch fetch) {
        onLoop(() -> fetches.onRoom(fetch));
    }

    private void onLoop(Runnable task) {
        try {
            cluster.loop().execute(task);
        } catch (ClientClosedException e) {
            // whoever polls is told by the exception that the end of the loop left in the buffers
            log.trace("{}: the loop has ended", context.purpose());
        }
    }

    /** What the application gets of what was decoded. */
    List<ConsumerMessage> intercepted(List<ConsumerMessage> messages) {
        return interceptions.apply(messages);
    }

    @Override
    public ErrorStream errors() {
        return context.errors().reader();
    }

    @Override
    public ConsumerMetrics metrics() {
        return context.metrics();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(open.values()).forEach(LivePartitionConsumer::close);
        onLoop(fetches::close);
        context.errors().close();
        ready.close();
        decompressors.close();
    }
}
