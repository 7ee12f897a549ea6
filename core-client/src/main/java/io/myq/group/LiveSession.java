package io.myq.group;

import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The session as a handler holds it. One that belongs to a claim marks that claim and no later one of the same partition,
 * so that a handler which returns too late cannot mark what somebody else works on. Any thread.
 */
final class LiveSession implements ConsumerGroupSession {

    private final LiveConsumerGroup group;
    private final @Nullable Mark own;
    private final Supplier<@Nullable EndCause> endCause;

    /**
     * @param own of the claim that it belongs to; {@code null} for one that belongs to none
     * @param endCause why what it is about ended
     */
    LiveSession(LiveConsumerGroup group, @Nullable Mark own, Supplier<@Nullable EndCause> endCause) {
        this.group = group;
        this.own = own;
        this.endCause = endCause;
    }

    @Override
    public @Nullable EndCause endCause() {
        return endCause.get();
    }

    @Override
    public Set<TopicPartition> claims() {
        return group.status().assigned();
    }

    @Override
    public String memberId() {
        return group.status().memberId();
    }

    @Override
    public int generationId() {
        return group.status().generationId();
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        group.leaveToTransactions(own);
        GroupStatus status = group.status();
        boolean givenUp = own != null && own.isClosed();
        if (givenUp || status.generationId() < 0 || status.memberId().isEmpty()) {
            // not one that the coordinator takes without a look: what is not this member's any more must be refused
            return new ConsumerGroupMetadata(group.groupId(), 0, "gone", null);
        }
        return new ConsumerGroupMetadata(group.groupId(), status.generationId(), status.memberId(), group.instanceId());
    }

    @Override
    public void markMessage(ConsumerMessage message) {
        Mark mark = mark(message);
        if (mark != null) {
            mark.mark(message.offset() + 1);
        }
    }

    @Override
    public void markMessage(ConsumerMessage message, @Nullable String metadata) {
        Mark mark = mark(message);
        if (mark != null) {
            mark.mark(message.offset() + 1, metadata);
        }
    }

    @Override
    public void markOffset(TopicPartition topicPartition, long offset) {
        markOffset(topicPartition, offset, null);
    }

    @Override
    public void markOffset(TopicPartition topicPartition, long offset, @Nullable String metadata) {
        requireNotNegative(topicPartition, offset);
        Mark mark = mark(topicPartition);
        if (mark != null) {
            mark.mark(offset, metadata);
        }
    }

    @Override
    public void markDone(ConsumerMessage message) {
        Mark mark = mark(message);
        if (mark != null) {
            mark.markDone(message.offset());
        }
    }

    @Override
    public void resetOffset(TopicPartition topicPartition, long offset, @Nullable String metadata) {
        requireNotNegative(topicPartition, offset);
        Mark mark = mark(topicPartition);
        if (mark != null) {
            mark.reset(offset, metadata);
        }
    }

    private static void requireNotNegative(TopicPartition topicPartition, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("Offset " + offset + " of " + topicPartition + " is negative");
        }
    }

    private @Nullable Mark mark(ConsumerMessage message) {
        Mark mark = own;
        return mark != null
                        && mark.partition().partition() == message.partition()
                        && mark.partition().topic().equals(message.topic())
                ? mark
                : group.mark(new TopicPartition(message.topic(), message.partition()));
    }

    private @Nullable Mark mark(TopicPartition topicPartition) {
        Mark mark = own;
        return mark != null && mark.partition().equals(topicPartition) ? mark : group.mark(topicPartition);
    }

    @Override
    public CompletableFuture<Void> commit() {
        return group.commit();
    }

    @Override
    public void commit(Duration timeout) throws InterruptedException {
        group.commit(timeout);
    }
}
