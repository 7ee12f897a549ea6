package io.myq.group;

import io.myq.config.OffsetInitial;
import io.myq.consumer.Consumer;
import io.myq.error.CommitFailedException;
import io.myq.error.MyqException;
import io.myq.internal.network.Waits;
import io.myq.message.ConsumerMessage;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One partition of an {@link OffsetManager} as applications hold it. Any thread. */
final class ManagedPartition implements PartitionOffsetManager {

    private final LiveOffsetManager manager;
    private final Mark mark;
    private final OffsetInitial initial;
    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile String metadata = "";
    private volatile java.util.function.@Nullable Consumer<CommitFailedException> onError;
    /** After the last message that was tracked; of the thread that tracks. */
    private long tracked = -1;

    ManagedPartition(LiveOffsetManager manager, Mark mark, OffsetInitial initial) {
        this.manager = manager;
        this.mark = mark;
        this.initial = initial;
    }

    Mark mark() {
        return mark;
    }

    /** What the group has committed. By the loop. */
    void restore(@Nullable OffsetAndMetadata committed) {
        if (committed != null) {
            String told = committed.metadata();
            metadata = told == null ? "" : told;
            mark.restore(committed);
        }
        known.complete(null);
    }

    /** By the loop. */
    void ended(MyqException cause) {
        mark.close();
        known.completeExceptionally(cause);
        closed.complete(null);
    }

    void failed(CommitFailedException failure) {
        var listener = onError;
        if (listener != null) {
            listener.accept(failure);
        }
    }

    @Override
    public TopicPartition topicPartition() {
        return mark.partition();
    }

    @Override
    public NextOffset nextOffset(Duration timeout) throws InterruptedException {
        manager.refuseWhereNobodyMayWait("nextOffset");
        try {
            known.get(Waits.nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new MyqException("The offset of " + mark.partition() + " is not known: the manager has ended", e);
        } catch (TimeoutException e) {
            throw manager.unknown(mark.partition(), timeout);
        }
        if (mark.marked() < 0) {
            return new NextOffset(initial == OffsetInitial.OLDEST ? Consumer.OLDEST : Consumer.NEWEST, "", -1);
        }
        OffsetAndMetadata next = mark.toCommit();
        String told = next.metadata();
        boolean isCommitted = next.offset() == mark.acknowledged();
        return new NextOffset(next.offset(), told != null ? told : isCommitted ? metadata : "", next.leaderEpoch());
    }

    @Override
    public void markOffset(long offset, @Nullable String told) {
        requireNotNegative(offset);
        mark.mark(offset, told);
    }

    @Override
    public void resetOffset(long offset, @Nullable String told) {
        requireNotNegative(offset);
        metadata = "";
        mark.reset(offset, told);
    }

    private void requireNotNegative(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("Offset " + offset + " of " + mark.partition() + " is negative");
        }
    }

    @Override
    public int track(List<ConsumerMessage> messages) {
        mark.track(ConsumerGroupClaim.DEFAULT_WINDOW);
        DoneTracker tracker = mark.tracker();
        if (tracker == null || messages.isEmpty()) {
            return 0;
        }
        mark.noteEpoch(messages, tracked);
        long last = messages.get(messages.size() - 1).offset();
        int count = tracker.handOut(messages, tracked, last + 1);
        if (count > 0) {
            tracked = messages.get(count - 1).offset() + 1;
        }
        return count;
    }

    @Override
    public void markDone(ConsumerMessage message) {
        if (message.partition() != mark.partition().partition()
                || !message.topic().equals(mark.partition().topic())) {
            throw new IllegalArgumentException(message.position() + " is not of " + mark.partition());
        }
        mark.markDone(message.offset());
    }

    @Override
    public void onError(java.util.function.Consumer<CommitFailedException> listener) {
        onError = listener;
    }

    @Override
    public void asyncClose() {
        manager.close(this);
    }

    @Override
    public void close() {
        manager.close(this);
        manager.awaitClose(closed);
    }
}
