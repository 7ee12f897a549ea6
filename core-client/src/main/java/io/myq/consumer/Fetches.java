package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.PartitionView;
import io.myq.internal.cluster.TopicView;
import io.myq.internal.cluster.ViewListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings every partition that is read to the fetcher of its leader, and again after whatever happens: an unknown topic, a
 * moved leader, a lost connection. It never gives up by itself. Owned by the loop.
 */
final class Fetches implements ViewListener {

    private static final Logger log = LoggerFactory.getLogger(Fetches.class);

    private final FetchContext context;
    private final OffsetLookup lookup;
    private final OutOfRange outOfRange;
    private final Placement placement;
    private final ReadReplicas replicas;
    private final FetchedData fetchedData;
    private final Set<PartitionFetch> partitions = new HashSet<>();
    private final Map<Integer, LeaderFetcher> fetchers = new HashMap<>();
    private final java.util.function.Consumer<@Nullable Throwable> onLoopEnd = this::onLoopEnd;

    Fetches(FetchContext context) {
        this.context = context;
        this.lookup = new OffsetLookup(context);
        this.outOfRange = new OutOfRange(lookup, this, new OffsetResets(context, this));
        this.placement = new Placement(context, this, lookup);
        this.replicas = new ReadReplicas(context, this);
        this.fetchedData = new FetchedData(context, this);
    }

    void open() {
        context.cluster().addListener(this);
        context.cluster().loop().onEnd(onLoopEnd);
    }

    void close() {
        List.copyOf(partitions).forEach(this::end);
        context.cluster().removeListener(this);
        context.cluster().loop().removeOnEnd(onLoopEnd);
        context.fetchLane().close();
        context.lookupLane().close();
    }

    private void onLoopEnd(@Nullable Throwable cause) {
        MyqException end = context.cluster().loop().closedException();
        partitions.forEach(partition -> partition.consumer.fail(end));
        context.errors().close();
    }

    void begin(PartitionFetch partition) {
        if (!partition.ended) {
            partitions.add(partition);
            context.budget().partitions(partitions.size());
            place(partition);
        }
    }

    void end(PartitionFetch partition) {
        partition.ended = true;
        partitions.remove(partition);
        context.budget().partitions(partitions.size());
        partition.cancelRetry();
        partition.endLease();
        detach(partition);
    }

    /** Paused, resumed, or has room again. */
    void refresh(PartitionFetch partition) {
        LeaderFetcher fetcher = partition.fetcher;
        if (fetcher != null) {
            fetcher.refresh(partition);
        }
    }

    void onRoom(PartitionFetch partition) {
        LeaderFetcher fetcher = partition.fetcher;
        if (fetcher == null) {
            partition.full = false;
        } else {
            fetcher.setFull(partition, false);
            fetcher.refresh(partition);
        }
    }

    /**
     * Reads on from another offset; what was fetched from elsewhere no longer counts.
     *
     * @param offset or {@link Consumer#OLDEST} or {@link Consumer#NEWEST}
     * @param lastEpoch of what the application has read before it; -1 for unknown
     */
    void seek(PartitionFetch partition, long offset, int lastEpoch, int generation) {
        if (partition.ended) {
            return;
        }
        partition.goTo(offset);
        partition.lastEpoch = lastEpoch;
        partition.generation = generation;
        onRoom(partition);
        if (offset < 0 && partition.fetcher != null) {
            detach(partition);
            place(partition);
        }
    }

    /** The log has something else there. */
    void onDivergence(PartitionFetch partition, long divergence) {
        detach(partition);
        outOfRange.onDivergence(partition, divergence);
    }

    /** The application is told when it gets there, and reading goes on at once. */
    void goOn(PartitionFetch partition, OffsetReset reset) {
        partition.consumer.add(FetchedRecords.of(reset, partition.generation));
        partition.goTo(reset.to());
        partition.failures = 0;
        place(partition);
    }

    /** Nothing there can be read. */
    void skip(PartitionFetch partition, long next) {
        partition.consumer.add(FetchedRecords.skip(partition.offset, next, partition.generation));
        partition.goTo(next);
        refresh(partition);
    }

    /** The application is told, once it has read what came before; nothing is fetched any more. */
    void fail(PartitionFetch partition, MyqException cause) {
        if (!partition.ended) {
            end(partition);
            partition.consumer.fail(cause);
        }
    }

    int fetcherCount() {
        return fetchers.size();
    }

    OffsetLookup lookup() {
        return lookup;
    }

    ReadReplicas replicas() {
        return replicas;
    }

    FetchedData fetchedData() {
        return fetchedData;
    }

    /** Where the partition is to be read according to the newest view. */
    void place(PartitionFetch partition) {
        placement.place(partition);
    }

    /** Made when it is first needed. */
    LeaderFetcher fetcher(int broker) {
        return fetchers.computeIfAbsent(broker, id -> new LeaderFetcher(context, this, id));
    }

    /** After a look-up failed. What is out of range there is not looked up at once again, and again. */
    void onLookupError(PartitionFetch partition, MyqException cause) {
        boolean noSense = cause instanceof BrokerException broker && broker.error() == ErrorCode.OFFSET_OUT_OF_RANGE;
        if (noSense && !partition.ended) {
            detach(partition);
            retryLater(partition, cause.getMessage());
        } else {
            onError(partition, cause);
        }
    }

    /** After an error of a broker or a connection: for ever when it may pass, else the application is told. */
    void onError(PartitionFetch partition, MyqException cause) {
        if (partition.ended) {
            return;
        }
        detach(partition);
        if (cause instanceof BrokerException broker) {
            ErrorCode error = broker.error();
            if (error == ErrorCode.OFFSET_OUT_OF_RANGE) {
                outOfRange.check(partition);
                return;
            }
            if (!error.retriable() && error != ErrorCode.UNKNOWN_SERVER_ERROR && error != ErrorCode.NONE) {
                fail(partition, cause);
                return;
            }
        }
        retryLater(partition, cause.getMessage());
    }

    /** Asks for a new view too. */
    void retryLater(PartitionFetch partition, @Nullable String reason) {
        context.cluster().refresh(partition.partition + " cannot be read: " + reason);
        tryLater(partition, reason);
    }

    void tryLater(PartitionFetch partition, @Nullable String reason) {
        int failures = ++partition.failures;
        if (context.config().retry().isExhausted(failures)) {
            giveUp(partition, failures, reason);
            return;
        }
        context.errors().failed(partition.partition, failures, reason);
        // every attempt at debug; at warn the 5th, 10th, 20th, 40th ...: something is wrong, but not new each second
        if (failures % 5 == 0 && Integer.bitCount(failures / 5) == 1) {
            log.warn(
                    "{}: cannot read {} (attempt {}), tries on: {}",
                    context.purpose(),
                    partition.partition,
                    failures,
                    reason);
        } else {
            log.debug(
                    "{}: cannot read {} (attempt {}), tries on: {}",
                    context.purpose(),
                    partition.partition,
                    failures,
                    reason);
        }
        partition.cancelRetry();
        partition.retry = context.cluster()
                .loop()
                .schedule(Backoff.pause(context.config().retry(), failures), () -> place(partition));
    }

    /** As {@code Consumer.Retry.Max} has it. */
    void giveUp(PartitionFetch partition, int failures, @Nullable String reason) {
        fail(
                partition,
                new MyqException("Gave up reading " + partition.partition + " after " + failures
                        + " attempts, as Consumer.Retry.Max ("
                        + context.config().retry().max() + ") has it: " + reason
                        + ". Set it to 0 to try on for ever"));
    }

    void detach(PartitionFetch partition) {
        LeaderFetcher fetcher = partition.fetcher;
        if (fetcher != null) {
            fetcher.detach(partition);
        }
    }

    @Override
    public void onView(ClusterView view) {
        Set<String> topics = new HashSet<>();
        partitions.forEach(partition -> topics.add(partition.partition.topic()));
        context.cluster().keepTopics(topics);
        for (PartitionFetch partition : List.copyOf(partitions)) {
            TopicView topic = view.topic(partition.partition.topic());
            PartitionView leader = view.partition(partition.partition);
            boolean waits = partition.fetcher == null && !partition.lookingUp && partition.retry == null;
            boolean moved = topic != null && leader != null && partition.isNews(leader, topic.id());
            if (!partition.lookingUp && (waits || moved)) {
                detach(partition);
                place(partition);
            }
        }
    }
}
