package io.myq.group;

import io.myq.consumer.Consumer;
import io.myq.consumer.OffsetReset;
import io.myq.consumer.PartitionConsumer;
import io.myq.error.ClientClosedException;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;

/**
 * The claim as a handler holds it: reads its partition until it is to be given up. Used by the handler's thread; ended by
 * any.
 */
final class LiveClaim implements ConsumerGroupClaim, AutoCloseable {

    private final Mark mark;
    private final ClaimStart start;
    private final PartitionConsumer partition;
    private volatile boolean active = true;

    LiveClaim(Consumer consumer, Mark mark, ClaimStart start) {
        this.mark = mark;
        this.start = start;
        this.partition = consumer.consumePartition(mark.partition(), start.next(mark));
        partition.onReset(this::onReset);
    }

    @Override
    public TopicPartition topicPartition() {
        return mark.partition();
    }

    @Override
    public long initialOffset() {
        noteInitial(partition.position());
        return start.initial();
    }

    @Override
    public long highWaterMark() {
        return partition.highWaterMark();
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public List<ConsumerMessage> poll(Duration timeout) throws InterruptedException {
        if (!active) {
            return List.of();
        }
        noteInitial(partition.position());
        try {
            List<ConsumerMessage> messages = partition.poll(timeout);
            noteInitial(
                    messages.isEmpty() ? partition.position() : messages.get(0).offset());
            return messages;
        } catch (ClientClosedException e) {
            // the client ended, and the claim with it
            active = false;
            return List.of();
        }
    }

    private void noteInitial(long position) {
        if (position >= 0) {
            start.found(position, mark);
        }
    }

    /** The log does not have what was to be read: what is committed goes with where reading goes on. */
    private void onReset(OffsetReset reset) {
        long marked = mark.marked();
        if (reset.to() < marked) {
            mark.rewind(reset.to());
        } else if (marked == reset.from()) {
            // all before it is done; who takes over must not be sent to another place
            mark.mark(reset.to());
        }
        start.restart(reset.to());
    }

    @Override
    public void pause() {
        partition.pause();
    }

    @Override
    public void resume() {
        partition.resume();
    }

    /** The partition is to be given up: poll returns. */
    void end() {
        active = false;
        partition.close();
    }

    @Override
    public void close() {
        end();
    }
}
