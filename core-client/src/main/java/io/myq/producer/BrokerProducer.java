package io.myq.producer;

import io.myq.error.MyqException;
import io.myq.error.RequestTimeoutException;
import io.myq.internal.cluster.Lane;
import io.myq.internal.network.Timeout;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one broker what the partitions that it leads have ready. Owned by the owner loop, but for {@link #busy},
 * which senders look at.
 *
 * <p>While nothing is in flight, whatever there is goes at once. While something is, batches grow until the answer
 * comes, or until there is enough for a request beside it, up to {@code Net.MaxOpenRequests}. With {@code Producer.Linger}
 * or {@code Producer.Flush} set, those alone say what is ready, and that goes as soon as there may be one more request.
 */
final class BrokerProducer {

    private static final int MOST_DOUBLINGS = 3;
    private static final int QUIET_IN_FLIGHT = 2;

    private final int nodeId;
    private final Pipeline pipeline;
    private final ArrayDeque<PartitionSender> ready = new ArrayDeque<>();
    /** {@code null} while messages are not to gather for a time. */
    private final @Nullable Gathering gathering;

    private final BytesInFlight bytesInFlight;
    private int inFlight;
    private int failures;
    private @Nullable Timeout pause;
    /** Something will happen here without being told: an answer comes, or a pause ends. */
    private volatile boolean busy;
    /** No further request may be sent whatever there is. */
    private volatile boolean saturated;

    BrokerProducer(int nodeId, Pipeline pipeline) {
        this.nodeId = nodeId;
        this.pipeline = pipeline;
        this.bytesInFlight = new BytesInFlight(pipeline.settings().requestTimeout());
        this.gathering = pipeline.settings().flush().gathering() ? new Gathering(pipeline) : null;
    }

    String describe() {
        return pipeline.describe(nodeId);
    }

    /** Whether a partition with a first message need not wake the loop for it. Any thread. */
    boolean busy() {
        return busy;
    }

    /** Whether even enough messages for a request need not wake the loop. Any thread. */
    boolean saturated() {
        return saturated;
    }

    /** Where its partitions wait for more messages; {@code null} when they do not. */
    @Nullable
    Gathering gathering() {
        return gathering;
    }

    /** What its partitions count their messages with; {@code null} when they do not. */
    @Nullable
    FlushTrigger trigger() {
        return gathering == null ? null : gathering.trigger();
    }

    /** No partition waits for more messages. */
    void releaseAll() {
        if (gathering != null) {
            gathering.releaseAll();
        }
    }

    /** Whether no request is out. */
    boolean idle() {
        return inFlight == 0;
    }

    void addReady(PartitionSender partition) {
        ready.addLast(partition);
    }

    void removeReady(PartitionSender partition) {
        ready.remove(partition);
    }

    /** Sends as much as may be sent now. */
    void drain() {
        if (gathering != null) {
            gathering.releaseIfReached();
        }
        while (maySend() && worthARequest()) {
            ProduceSet set = new ProduceSet(this, pipeline, bytesInFlight.room());
            fill(set);
            if (!set.isEmpty()) {
                send(set);
            }
        }
        busy = inFlight > 0 || pause != null;
        saturated = pause != null || inFlight >= quietFrom();
    }

    private boolean maySend() {
        return pause == null && inFlight < pipeline.settings().maxInFlight() && bytesInFlight.mayGrow();
    }

    /** With so many in flight nobody need say that there is more: an answer comes soon. */
    private int quietFrom() {
        int most = pipeline.settings().maxInFlight();
        FlushRules rules = pipeline.settings().flush();
        return rules.adaptive() || rules.gathering() ? Math.min(most, QUIET_IN_FLIGHT) : most;
    }

    private boolean worthARequest() {
        if (ready.isEmpty() || inFlight == 0 || !pipeline.settings().flush().adaptive()) {
            return !ready.isEmpty();
        }
        // the more are in flight, the larger the next one is: load makes large requests, not many
        int enough = PartitionProducer.ENOUGH_BYTES << Math.min(inFlight - 1, MOST_DOUBLINGS);
        int bytes = 0;
        for (PartitionSender partition : ready) {
            bytes += partition.readyBytes();
            if (bytes >= enough) {
                return true;
            }
        }
        return false;
    }

    private void fill(ProduceSet set) {
        for (int left = ready.size(); left > 0 && !set.isFull(); left--) {
            PartitionSender partition = ready.getFirst();
            if (set.limited() && partition.nextCount() > set.room()) {
                // more messages than a request may have: it is the next one's first
                return;
            }
            ready.removeFirst();
            ProducerBatch batch = partition.next(this);
            if (batch == null) {
                continue;
            }
            try {
                set.add(partition, batch);
            } catch (RuntimeException | LinkageError e) {
                // a codec's error concerns this batch, not the client
                pipeline.retryHandler().onUnsendable(partition, batch, e);
            }
            // at the end, for the next request: one batch per partition and request is the protocol's law
            partition.offer();
        }
    }

    private void send(ProduceSet set) {
        inFlight++;
        bytesInFlight.onSent(set.bytes());
        pipeline.counters().onRequest();
        Lane lane = pipeline.lane();
        Duration timeout = pipeline.settings().requestTimeout();
        if (pipeline.settings().answered()) {
            lane.send(nodeId, set.request(), timeout, set);
        } else {
            lane.sendOneWay(nodeId, set.request(), timeout, set, set::onWritten);
        }
    }

    /** A request was answered: the broker can be reached. */
    void onAnswered(ProduceSet set, int throttleMillis) {
        inFlight--;
        bytesInFlight.onAnswered(set.bytes(), set.ageNanos());
        failures = 0;
        if (throttleMillis > 0) {
            pauseFor(Duration.ofMillis(throttleMillis));
        }
    }

    /** A request failed with its connection. Requests that fail together count as one failure. */
    void onConnectionFailure(ProduceSet set, MyqException cause) {
        inFlight--;
        bytesInFlight.onFailed(set.bytes(), pause == null && cause instanceof RequestTimeoutException);
        if (pause == null && !pipeline.ended()) {
            failures++;
            pauseFor(pipeline.settings().backoff(failures));
            pipeline.refresh("cannot produce to " + describe() + ": " + cause.getMessage());
        }
    }

    private void pauseFor(Duration duration) {
        if (pause == null && !pipeline.ended()) {
            pause = pipeline.loop().schedule(duration, this::onPauseOver);
        }
    }

    private void onPauseOver() {
        pause = null;
        pipeline.pump();
    }

    void end() {
        ready.clear();
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }
}
