package io.myq.group;

import io.myq.consumer.Consumer;
import io.myq.consumer.PartitionConsumer;
import io.myq.error.BrokerException;
import io.myq.error.ClientClosedException;
import io.myq.error.ErrorCode;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim as a handler holds it: reads its partition until it is to be given up. Used by the handler's thread; ended by
 * any.
 */
final class LiveClaim implements ConsumerGroupClaim, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LiveClaim.class);

    private final String groupId;
    private final Consumer consumer;
    private final Mark mark;
    private final ClaimStart start;
    private volatile PartitionConsumer partition;
    private volatile boolean active = true;
    /** The log lost what was asked for, and how much is not known yet: from here. */
    private long lostFrom = -1;

    LiveClaim(String groupId, Consumer consumer, Mark mark, ClaimStart start) {
        this.groupId = groupId;
        this.consumer = consumer;
        this.mark = mark;
        this.start = start;
        this.partition = consumer.consumePartition(mark.partition(), start.next(mark));
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
        } catch (BrokerException e) {
            if (e.error() != ErrorCode.OFFSET_OUT_OF_RANGE) {
                throw e;
            }
            beginAtOldest(e);
            return List.of();
        }
    }

    /** Until it is known, reading can begin anew where it began; afterwards it must not skip what was seen. */
    private void noteInitial(long position) {
        if (position < 0) {
            return;
        }
        if (lostFrom >= 0) {
            log.warn(
                    "Group {}: reads on in {} at offset {}; asked for was {}",
                    groupId,
                    mark.partition(),
                    position,
                    lostFrom);
            if (position < lostFrom) {
                mark.rewind(position);
            }
            lostFrom = -1;
            start.restart(position);
        }
        start.found(position, mark);
    }

    /** Nothing is skipped that is still there. */
    private void beginAtOldest(BrokerException cause) {
        log.warn("Group {}: {}. The group goes on at the oldest offset that there is", groupId, cause.getMessage());
        lostFrom = partition.position();
        PartitionConsumer before = partition;
        before.close();
        partition = consumer.consumePartition(mark.partition(), Consumer.OLDEST);
        if (before.isPaused()) {
            partition.pause();
        }
        if (!active) {
            partition.close();
        }
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
