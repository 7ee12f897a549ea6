package io.myq.producer;

import io.myq.error.SendException;
import io.myq.internal.network.Timeout;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a partition's batches go to which broker: its leader, pauses and delivery timeout. Owned
 * by the owner loop, but for the leader, which senders look at.
 */
final class PartitionSender {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final PartitionProducer messages;
    private final TopicProducer topic;
    private final Pipeline pipeline;
    private final SentBatches sent;

    private volatile @Nullable BrokerProducer leader;
    private int leaderEpoch = -1;
    /** The broker that has the partition among its ready ones. */
    private @Nullable BrokerProducer queuedAt;
    /** Where the batches in flight are. */
    private @Nullable BrokerProducer sentTo;

    /** What is there has gathered for long enough, and goes as soon as it may. */
    private boolean released;

    private int failures;
    private @Nullable Timeout backoff;
    private @Nullable Timeout expiry;

    PartitionSender(PartitionProducer messages, TopicProducer topic, Pipeline pipeline) {
        this.messages = messages;
        this.topic = topic;
        this.pipeline = pipeline;
        ProducerSettings settings = pipeline.settings();
        this.sent = new SentBatches(
                pipeline.transactions() != null
                        ? SentBatches.Numbering.OF_TRANSACTIONS
                        : settings.idempotent() ? SentBatches.Numbering.OWN : SentBatches.Numbering.NONE,
                settings.maxInFlight(),
                this::settle,
                batch -> pipeline.failures().cannotBeRenumbered(batch, describeLeader()));
    }

    TopicPartition topicPartition() {
        return messages.topicPartition;
    }

    TopicProducer topic() {
        return topic;
    }

    PartitionProducer messages() {
        return messages;
    }

    SentBatches sent() {
        return sent;
    }

    /** Where messages go now; {@code null} while nobody leads the partition. Any thread. */
    @Nullable
    BrokerProducer leader() {
        return leader;
    }

    String describeLeader() {
        BrokerProducer broker = leader;
        return broker == null ? "no leader" : broker.describe();
    }

    /** The view says who leads. A new leader ends a pause that was for the old one. */
    void onLeader(@Nullable BrokerProducer newLeader, int newEpoch) {
        if (newLeader == leader && newEpoch == leaderEpoch) {
            return;
        }
        BrokerProducer queued = queuedAt;
        if (queued != null && queued != newLeader) {
            // or it could stand there twice when the leader comes back
            queued.removeReady(this);
            queuedAt = null;
        }
        if (newLeader != leader) {
            stopGathering();
            messages.countWith(newLeader == null ? null : newLeader.trigger());
        }
        leader = newLeader;
        leaderEpoch = newEpoch;
        endBackoff();
        proceed();
    }

    /** There is something to take. */
    void onAnnounced() {
        if (expiry == null) {
            pipeline.active().add(this);
            scheduleExpiry(System.nanoTime());
        }
        offer();
    }

    private void scheduleExpiry(long now) {
        ProducerBatch oldest = sent.nextUnsettled();
        long created = oldest != null ? oldest.createdNanos : messages.oldestNanos(now);
        Duration left = Duration.ofNanos(created + pipeline.settings().deliveryNanos() - now);
        expiry = pipeline.loop().schedule(left.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : left, this::onExpiry);
    }

    /** Something came back, or a pause ended: goes on where that is possible. */
    void proceed() {
        if (sent.rewinding() && sent.inFlight() == 0 && backoff == null) {
            sent.resume();
        }
        offer();
    }

    /** Puts the partition among those ready at its leader, if there is anything that may be sent. */
    void offer() {
        TransactionManager transactions = pipeline.transactions();
        if (transactions != null && transactions.state().discards()) {
            discard();
            return;
        }
        BrokerProducer broker = leader;
        // what has nothing to send must not ask for a producer id either
        if (broker == null || queuedAt == broker || !hasWork() || !maySend() || !isDue(broker)) {
            return;
        }
        queuedAt = broker;
        broker.addReady(this);
    }

    private boolean hasWork() {
        return sent.nextRetry() != null || messages.hasPending();
    }

    private boolean maySend() {
        if (pipeline.ended() || !sent.maySend() || sent.inFlight() > 0 && sentTo != leader) {
            return false;
        }
        TransactionManager transactions = pipeline.transactions();
        if (transactions != null) {
            return transactions.admits(this);
        }
        if (sent.needsProducerId()) {
            ProducerIdentity identity = pipeline.identity();
            identity.retire(sent.usedUpProducerId());
            if (!identity.ready()) {
                identity.ask();
                return false;
            }
            sent.begin(
                    identity.producerId(),
                    identity.producerEpoch(),
                    pipeline.settings().firstSequence());
        }
        return true;
    }

    /** Fails what is not on its way: its transaction does not go on. */
    void discard() {
        stopGathering();
        released = false;
        sent.discard(messages.takeAll(), batch -> pipeline.failures().discarded(batch));
        pipeline.retryBuffer().onGone(this);
        sent.resume();
    }

    /** Whether something is to be sent, and has gathered for as long as it should. */
    private boolean isDue(BrokerProducer broker) {
        if (sent.nextRetry() != null) {
            return true;
        }
        if (!sent.mayTakeNew()) {
            return false;
        }
        Gathering gathering = broker.gathering();
        if (gathering == null || messages.hasFull()) {
            return messages.hasPending();
        }
        return messages.hasPending() && gathering.isDue(this);
    }

    /** Whether what is there need not wait for more. */
    boolean released() {
        return released;
    }

    /** What is there goes as soon as it may. */
    void release() {
        released = messages.hasPending();
        offer();
    }

    private void stopGathering() {
        BrokerProducer broker = leader;
        Gathering gathering = broker == null ? null : broker.gathering();
        if (gathering != null) {
            gathering.leave(this);
        }
    }

    /** The next batch for this broker, which has found the partition among its ready ones; {@code null} if there is none. */
    @Nullable
    ProducerBatch next(BrokerProducer broker) {
        if (queuedAt != broker) {
            return null;
        }
        queuedAt = null;
        if (broker != leader || !maySend()) {
            return null;
        }
        ProducerBatch batch = sent.nextRetry();
        boolean again = batch != null;
        if (batch == null && sent.mayTakeNew()) {
            stopGathering();
            released = false;
            batch = messages.take(true);
        }
        if (batch != null) {
            sentTo = broker;
            sent.onSend(batch);
            if (again) {
                pipeline.retryBuffer().onGone(this);
            }
        }
        return batch;
    }

    /** How many messages the next batch has: that takes no more of them. */
    int nextCount() {
        ProducerBatch batch = sent.nextRetry();
        if (batch == null) {
            return sent.mayTakeNew() ? messages.closeNext() : 0;
        }
        return batch.count();
    }

    /** How much would go with the next request, roughly. */
    int readyBytes() {
        return sent.nextRetry() != null ? PartitionProducer.PLENTY : messages.pendingBytes();
    }

    /** Nothing is sent for a while after an answer that asks for that. */
    void pause() {
        pause(false);
    }

    /** @param brief whether what is waited for is under way */
    void pause(boolean brief) {
        if (backoff == null) {
            failures++;
            Duration pause = pipeline.settings().backoff(failures);
            Duration least = TxnRetries.BRIEF.multipliedBy(failures);
            backoff = pipeline.loop().schedule(brief && least.compareTo(pause) < 0 ? least : pause, this::onBackoff);
        }
    }

    void onSuccess() {
        failures = 0;
    }

    private void onBackoff() {
        backoff = null;
        proceed();
        pipeline.pump();
    }

    private void endBackoff() {
        if (backoff != null) {
            backoff.cancel();
            backoff = null;
        }
    }

    private void onExpiry() {
        expiry = null;
        long now = System.nanoTime();
        long timeout = pipeline.settings().deliveryNanos();
        sent.expire(now, timeout, batch -> pipeline.failures().expired(batch, this));
        pipeline.retryBuffer().onGone(this);
        settle(messages.takeOlder(now, timeout), batch -> pipeline.failures().expired(batch, this));
        if (!sent.isEmpty() || messages.hasPending()) {
            scheduleExpiry(now);
        } else {
            pipeline.active().remove(this);
        }
        proceed();
        pipeline.pump();
    }

    /** Makes a flush wait for everything that is here, and sends it without gathering more. */
    void join(Flush flush) {
        ProducerBatch newest = messages.closeNewest();
        if (newest == null) {
            newest = sent.newestUndelivered();
        }
        if (newest != null) {
            newest.addFlush(flush);
        }
        stopGathering();
        offer();
    }

    /** Fails what waits for a producer id. */
    void failForWantOfProducerId(Function<ProducerBatch, SendException> outcome) {
        if (sent.needsProducerId()) {
            sent.end(outcome);
            settle(messages.takeAll(), outcome);
        }
    }

    /** Everything that has no outcome gets one, in order. */
    void end(Function<ProducerBatch, SendException> outcome) {
        endBackoff();
        stopGathering();
        messages.countWith(null);
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
        List<ProducerBatch> untouched = messages.end();
        sent.end(outcome);
        settle(untouched, outcome);
    }

    private void settle(List<ProducerBatch> batches, Function<ProducerBatch, SendException> outcome) {
        for (ProducerBatch batch : batches) {
            batch.fail(outcome.apply(batch));
            settle(batch);
        }
    }

    private void settle(ProducerBatch batch) {
        messages.onSettled(batch);
        pipeline.settle(batch);
    }
}
