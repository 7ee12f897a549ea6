package io.myq.consumer;

import io.myq.consumer.FetchSession.Want;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.network.Timeout;
import io.myq.internal.protocol.FetchRequest;
import io.myq.internal.protocol.FetchResponse;
import io.myq.internal.protocol.FetchResponse.PartitionData;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches from one broker what it leads: one request is always out while there is room for its answer, so that what the
 * application works on and what the broker gathers overlap. Owned by the loop.
 */
final class LeaderFetcher implements ResponseHandler<FetchResponse> {

    private static final Logger log = LoggerFactory.getLogger(LeaderFetcher.class);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);

    /** While a replica had trouble, its leader is not asked for another. */
    private static final Duration SERVES_ITSELF = Duration.ofSeconds(30);

    private final FetchContext context;
    private final Fetches fetches;
    private final int broker;
    private final FetchSession session = new FetchSession();
    private final Map<TopicPartition, PartitionFetch> partitions = new HashMap<>();
    private boolean inFlight;
    private boolean scheduled;
    private int failures;
    private @Nullable Timeout backoff;
    /** How many partitions have enough buffered. */
    private int full;

    private Duration waitWhileFull = SHORTEST_WAIT;
    private long servesItselfUntil;
    private boolean servesItself;

    LeaderFetcher(FetchContext context, Fetches fetches, int broker) {
        this.context = context;
        this.fetches = fetches;
        this.broker = broker;
    }

    int broker() {
        return broker;
    }

    void attach(PartitionFetch partition) {
        partition.fetcher = this;
        partitions.put(partition.partition, partition);
        full += partition.full ? 1 : 0;
        refresh(partition);
    }

    void detach(PartitionFetch partition) {
        partition.fetcher = null;
        partitions.remove(partition.partition, partition);
        full -= partition.full ? 1 : 0;
        session.forget(partition.partition);
    }

    /** Takes notice of a partition that was paused or resumed, or is to be read elsewhere. */
    void refresh(PartitionFetch partition) {
        if (partition.isFetchable()) {
            session.want(partition.want(context.budget().fetchBytes()));
            fetchSoon();
        } else {
            session.forget(partition.partition);
        }
    }

    void setFull(PartitionFetch partition, boolean isFull) {
        if (partition.full != isFull) {
            partition.full = isFull;
            full += isFull ? 1 : -1;
            waitWhileFull = isFull ? waitWhileFull : SHORTEST_WAIT;
        }
    }

    /** For a while this broker is not told where the client is, so that it sends what it leads itself. */
    void serveItself() {
        servesItself = true;
        servesItselfUntil = System.nanoTime() + SERVES_ITSELF.toNanos();
    }

    private String rackId() {
        servesItself &= System.nanoTime() - servesItselfUntil < 0;
        return servesItself ? "" : context.settings().rackId();
    }

    /** After what else happens in this turn of the loop, so that its changes go into one request. */
    void fetchSoon() {
        if (!scheduled) {
            scheduled = true;
            context.cluster().loop().execute(() -> {
                scheduled = false;
                fetch();
            });
        }
    }

    private void fetch() {
        if (inFlight || backoff != null || !session.wantsAny()) {
            return;
        }
        inFlight = true;
        Duration wait = maxWait();
        FetchRequest request = session.next(
                context.template(fetches.fetcherCount()).withRackId(rackId()).withMaxWaitMs((int) wait.toMillis()));
        context.fetchLane()
                .send(
                        broker,
                        new VersionedFetch(request),
                        wait.plus(context.cluster().config().net().readTimeout()),
                        this);
    }

    /**
     * A partition that has enough buffered is left out, and has to wait for this request's answer when it needs more
     * before; so the broker is not asked to wait long unless the application leaves the buffer full for long.
     */
    private Duration maxWait() {
        Duration configured = context.config().maxWaitTime();
        if (full == 0) {
            return configured;
        }
        Duration wait = waitWhileFull.compareTo(configured) < 0 ? waitWhileFull : configured;
        waitWhileFull = wait.multipliedBy(2);
        return wait;
    }

    @Override
    public void onResponse(FetchResponse response) {
        inFlight = false;
        context.counters().fetches.increment();
        if (!session.onResponse(response)) {
            ErrorCode error = ErrorCode.of(response.errorCode());
            log.debug("Broker {} ended the fetch session: {}", broker, error);
            retryLater(error + " from broker " + broker);
            return;
        }
        failures = 0;
        for (var topic : response.responses()) {
            for (PartitionData data : topic.partitions()) {
                deliver(session.partition(topic, data.partitionIndex()), data);
            }
        }
        fetch();
    }

    private void deliver(@Nullable TopicPartition name, PartitionData data) {
        PartitionFetch partition = name == null ? null : partitions.get(name);
        Want asked = name == null ? null : session.sent(name);
        // what was moved, sought or ended meanwhile has no use for it
        if (partition != null
                && asked != null
                && asked.offset() == partition.offset
                && asked.lastEpoch() == partition.lastEpoch) {
            fetches.fetchedData().accept(this, partition, data);
        }
    }

    @Override
    public void onFailure(MyqException cause, boolean maybeSent) {
        inFlight = false;
        session.onFailure();
        String reason = "A fetch from broker " + broker + " failed: " + cause.getMessage();
        for (PartitionFetch partition : List.copyOf(partitions.values())) {
            if (fetches.replicas().isReplica(partition, broker)) {
                fetches.replicas().leave(partition, reason);
            }
        }
        if (!partitions.isEmpty()) {
            retryLater(reason);
        }
    }

    private void retryLater(String reason) {
        failures++;
        if (context.config().retry().isExhausted(failures)) {
            List.copyOf(partitions.values()).forEach(partition -> fetches.giveUp(partition, failures, reason));
            failures = 0;
            return;
        }
        log.debug("{}; tries again", reason);
        partitions.keySet().forEach(partition -> context.errors().failed(partition, failures, reason));
        context.cluster().refresh(reason);
        backoff = context.cluster()
                .loop()
                .schedule(Backoff.pause(context.config().retry(), failures), () -> {
                    backoff = null;
                    fetch();
                });
    }
}
