package io.myq.consumer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.ClusterView;
import io.myq.internal.cluster.PartitionView;
import io.myq.internal.cluster.TopicView;
import io.myq.internal.cluster.ViewListener;
import io.myq.internal.protocol.Uuids;
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
    private final FetchedData fetchedData;
    private final Set<PartitionFetch> partitions = new HashSet<>();
    private final Map<Integer, LeaderFetcher> fetchers = new HashMap<>();
    private final java.util.function.Consumer<@Nullable Throwable> onLoopEnd = this::onLoopEnd;

    Fetches(FetchContext context) {
        this.context = context;
        this.lookup = new OffsetLookup(context);
        this.outOfRange = new OutOfRange(lookup, this);
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

    /** Reads on from another offset; what was fetched from elsewhere no longer counts. */
    void seek(PartitionFetch partition, long offset) {
        if (!partition.ended) {
            partition.offset = offset;
            refresh(partition);
        }
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

    FetchedData fetchedData() {
        return fetchedData;
    }

    /** Where the partition is to be read according to the newest view. */
    void place(PartitionFetch partition) {
        partition.cancelRetry();
        String topic = partition.partition.topic();
        ClusterView view = context.cluster().view();
        TopicView topicView = view.topic(topic);
        PartitionView leader = view.partition(partition.partition);
        if (topicView == null) {
            context.cluster().addTopics(List.of(topic));
            return;
        }
        if (isRefused(topicView.error())) {
            fail(
                    partition,
                    new BrokerException(
                            topicView.error(),
                            "Cannot read " + partition.partition + ": the cluster answers " + topicView.error()
                                    + " for topic " + topic));
        } else if (topicView.error() != ErrorCode.NONE) {
            // the cluster is asked about such a topic again in any case
            tryLater(partition, "the cluster answers " + topicView.error() + " for its topic");
        } else if (leader == null || !leader.writable()) {
            retryLater(partition, leader == null ? "the cluster does not know it" : "it has no leader");
        } else if (wasRecreated(partition, topicView)) {
            fail(
                    partition,
                    new MyqException("Cannot read on in " + partition.partition + " at offset "
                            + partition.offset + ": the topic was deleted and created anew (id " + partition.topicId
                            + " became " + topicView.id() + "), so this offset means nothing now"));
        } else {
            placeAt(partition, leader, topicView);
        }
    }

    private void placeAt(PartitionFetch partition, PartitionView leader, TopicView topic) {
        partition.leader = leader.leader();
        partition.leaderEpoch = leader.leaderEpoch();
        partition.topicId = topic.id();
        if (partition.offset >= 0) {
            fetchers.computeIfAbsent(leader.leader(), id -> new LeaderFetcher(context, this, id))
                    .attach(partition);
            return;
        }
        partition.lookingUp = true;
        lookup.find(partition, partition.offset, new OffsetLookup.Answer() {
            @Override
            public void found(long offset) {
                partition.lookingUp = false;
                partition.failures = 0;
                partition.offset = offset;
                if (!partition.ended) {
                    partition.consumer.begin(offset);
                    place(partition);
                }
            }

            @Override
            public void failed(MyqException cause) {
                partition.lookingUp = false;
                onError(partition, cause);
            }
        });
    }

    private static boolean isRefused(ErrorCode error) {
        return error == ErrorCode.TOPIC_AUTHORIZATION_FAILED || error == ErrorCode.INVALID_TOPIC_EXCEPTION;
    }

    private static boolean wasRecreated(PartitionFetch partition, TopicView topic) {
        return partition.offset >= 0
                && !partition.topicId.equals(Uuids.ZERO)
                && !topic.id().equals(Uuids.ZERO)
                && !partition.topicId.equals(topic.id());
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

    void retryLater(PartitionFetch partition, @Nullable String reason) {
        context.cluster().refresh(partition.partition + " cannot be read: " + reason);
        tryLater(partition, reason);
    }

    private void tryLater(PartitionFetch partition, @Nullable String reason) {
        int failures = ++partition.failures;
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

    private void detach(PartitionFetch partition) {
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
