package io.myq.spring.testing;

import io.myq.consumer.ErrorStream;
import io.myq.group.ClaimLag;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.GroupMetrics;
import io.myq.group.GroupStatus;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A member of a group that the test itself plays the coordinator for. */
public final class FakeGroup implements ConsumerGroup {

    public final String id;
    public volatile List<String> topics = List.of();
    public volatile @Nullable ConsumerGroupHandler handler;
    public volatile @Nullable Pattern pattern;
    public volatile boolean closed;
    public final Set<TopicPartition> paused = ConcurrentHashMap.newKeySet();
    public volatile GroupMetrics metrics = new GroupMetrics(10, 100, 1, 2, 3);
    public final Map<TopicPartition, ClaimLag> lags = new ConcurrentHashMap<>();
    public volatile GroupStatus status = new GroupStatus(
            GroupStatus.State.STABLE,
            "member-1",
            1,
            "localhost:9092",
            Set.of(new TopicPartition("orders", 1), new TopicPartition("orders", 0)),
            null,
            null,
            List.of(),
            null);

    FakeGroup(String id) {
        this.id = id;
    }

    @Override
    public void consume(Collection<String> topics, ConsumerGroupHandler handler) {
        this.topics = List.copyOf(topics);
        this.handler = handler;
    }

    @Override
    public void consume(Pattern topicPattern, ConsumerGroupHandler handler) {
        this.pattern = topicPattern;
        this.handler = handler;
    }

    @Override
    public GroupStatus status() {
        return status;
    }

    @Override
    public ErrorStream errors() {
        throw new IllegalStateException("There is no such stream: Consumer.Return.Errors is false");
    }

    @Override
    public GroupMetrics metrics() {
        return metrics;
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        paused.addAll(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        paused.removeAll(partitions);
    }

    @Override
    public void pauseAll() {
        pause(status.assigned());
    }

    @Override
    public void resumeAll() {
        paused.clear();
    }

    @Override
    public Set<TopicPartition> paused() {
        return Set.copyOf(paused);
    }

    @Override
    public boolean seek(TopicPartition topicPartition, long offset) {
        return status.assigned().contains(topicPartition);
    }

    @Override
    public Map<TopicPartition, ClaimLag> lags() {
        return lags;
    }

    @Override
    public @Nullable ClaimLag lag(TopicPartition topicPartition) {
        return lags.get(topicPartition);
    }

    @Override
    public boolean close(Duration timeout) {
        closed = true;
        return true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
