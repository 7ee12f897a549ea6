package io.myq.spring.testing;

import io.myq.group.ConsumerGroupClaim;
import io.myq.group.EndCause;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A partition whose messages the test hands over; it ends when the test says so. */
public final class FakeClaim implements ConsumerGroupClaim {

    private final TopicPartition topicPartition;
    private final BlockingQueue<List<ConsumerMessage>> batches = new LinkedBlockingQueue<>();
    private volatile boolean active = true;
    private long next;

    public FakeClaim(String topic, int partition) {
        topicPartition = new TopicPartition(topic, partition);
    }

    /** One batch with these payloads, at the next offsets. */
    public void deliver(byte[]... payloads) {
        batches.add(java.util.Arrays.stream(payloads)
                .map(payload -> new ConsumerMessage(
                        topicPartition.topic(), topicPartition.partition(), next++, 1_000, null, payload, List.of()))
                .toList());
    }

    public void end() {
        active = false;
        batches.add(List.of());
    }

    @Override
    public TopicPartition topicPartition() {
        return topicPartition;
    }

    @Override
    public long initialOffset() {
        return 0;
    }

    @Override
    public long highWaterMark() {
        return next;
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public List<ConsumerMessage> poll(Duration timeout) throws InterruptedException {
        List<ConsumerMessage> batch = batches.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return batch == null || !active ? List.of() : batch;
    }

    @Override
    public @Nullable EndCause endCause() {
        return active ? null : new EndCause(EndCause.Reason.REBALANCE, null);
    }

    @Override
    public void seek(long offset) {
        next = offset;
    }

    @Override
    public void trackDone(int window) {
        throw new IllegalStateException("No claim tracks what is done");
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}
}
