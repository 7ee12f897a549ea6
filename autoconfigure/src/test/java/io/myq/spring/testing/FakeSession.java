package io.myq.spring.testing;

import io.myq.group.ConsumerGroupSession;
import io.myq.group.EndCause;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps the marks. */
public final class FakeSession implements ConsumerGroupSession {

    /** For each partition the first offset that is not done. */
    public final Map<TopicPartition, Long> marks = new ConcurrentHashMap<>();

    @Override
    public Set<TopicPartition> claims() {
        return Set.of();
    }

    @Override
    public String memberId() {
        return "member-1";
    }

    @Override
    public @Nullable EndCause endCause() {
        return null;
    }

    @Override
    public int generationId() {
        return 1;
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        return ConsumerGroupMetadata.of("group");
    }

    @Override
    public void markMessage(ConsumerMessage message) {
        markOffset(new TopicPartition(message.topic(), message.partition()), message.offset() + 1);
    }

    @Override
    public void markOffset(TopicPartition topicPartition, long offset) {
        marks.merge(topicPartition, offset, Math::max);
    }

    @Override
    public void markMessage(ConsumerMessage message, @Nullable String metadata) {
        markMessage(message);
    }

    @Override
    public void markOffset(TopicPartition topicPartition, long offset, @Nullable String metadata) {
        markOffset(topicPartition, offset);
    }

    @Override
    public void markDone(ConsumerMessage message) {
        throw new IllegalStateException("No claim tracks what is done");
    }

    @Override
    public void resetOffset(TopicPartition topicPartition, long offset, @Nullable String metadata) {
        marks.put(topicPartition, offset);
    }

    @Override
    public void commit(Duration timeout) {
        // nothing is kept anywhere else
    }

    @Override
    public CompletableFuture<Void> commit() {
        return CompletableFuture.completedFuture(null);
    }
}
