package io.myq.consumer;

import io.myq.error.ClientClosedException;
import io.myq.internal.cluster.Cluster;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer as applications hold it: passes on to the loop what they ask for. Any thread. */
final class LiveConsumer implements Consumer {

    private static final Logger log = LoggerFactory.getLogger(LiveConsumer.class);

    private final Cluster cluster;
    private final FetchContext context;
    private final Fetches fetches;
    private final Decompressors decompressors;
    private final BatchDecoder decoder;
    private final ConcurrentHashMap<TopicPartition, LivePartitionConsumer> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    LiveConsumer(Cluster cluster, String purpose) {
        this.cluster = cluster;
        this.context = new FetchContext(
                cluster,
                purpose,
                cluster.openLane(purpose + " fetch"),
                cluster.openLane(purpose + " offsets"),
                new BufferBudget(cluster.config().consumer().fetch().defaultBytes()),
                new LongAdder(),
                new LongAdder(),
                new LongAdder());
        this.fetches = new Fetches(context);
        this.decompressors = new Decompressors(context.config().maxDecompressedBytes());
        this.decoder = new BatchDecoder(context.recordCount(), context.byteCount(), decompressors);
        cluster.loop().execute(fetches::open);
    }

    @Override
    public PartitionConsumer consumePartition(TopicPartition topicPartition, long offset) {
        if (offset < OLDEST) {
            throw new IllegalArgumentException("Offset " + offset + " of " + topicPartition
                    + " is negative, and neither Consumer.OLDEST nor Consumer.NEWEST");
        }
        if (closed) {
            throw new IllegalStateException("This consumer is closed");
        }
        var partition = new LivePartitionConsumer(this, context, decoder, topicPartition, offset);
        if (open.putIfAbsent(topicPartition, partition) != null) {
            throw new IllegalStateException(
                    "This consumer reads " + topicPartition + " already; close its PartitionConsumer first");
        }
        try {
            cluster.loop().execute(() -> fetches.begin(partition.fetch()));
        } catch (ClientClosedException e) {
            open.remove(topicPartition, partition);
            throw e;
        }
        if (closed) {
            partition.close();
        }
        return partition;
    }

    void remove(LivePartitionConsumer partition) {
        open.remove(partition.topicPartition(), partition);
        end(partition.fetch());
    }

    void end(PartitionFetch fetch) {
        onLoop(() -> fetches.end(fetch));
    }

    void seek(PartitionFetch fetch, long offset) {
        onLoop(() -> fetches.seek(fetch, offset));
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
        decompressors.close();
    }
}
