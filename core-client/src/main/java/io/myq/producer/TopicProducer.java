package io.myq.producer;

import io.myq.error.ErrorCode;
import io.myq.error.NotWrittenException;
import io.myq.error.SendException;
import io.myq.internal.batch.RecordBatchBuilder;
import io.myq.internal.cluster.PartitionView;
import io.myq.internal.cluster.TopicView;
import io.myq.internal.network.Timeout;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import io.myq.partitioner.Partitioner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives each message of one topic its partition, on the sender's thread. While nothing is known of the topic its
 * messages wait here. Partitions and their leaders are the owner loop's.
 */
final class TopicProducer implements TopicUpkeep.Topic {

    /** What a waiting message takes besides its bytes. */
    private static final int WAITING_BYTES = 128;

    private final String name;
    private final Pipeline pipeline;
    private final TopicFailures failures;
    private final PartitionChoice choice;
    private final WaitingMessages waiting = new WaitingMessages();
    private final CompressionRatio compressionRatio = new CompressionRatio();

    /** {@code null} while messages have to wait. */
    private volatile @Nullable Partitions open;

    private volatile @Nullable Partitions newest;
    /** Since when the message has been waiting that is given its partition now; 0 for none. */
    private volatile long waitedSinceNanos;

    // loop only
    private final List<PartitionProducer> partitions = new ArrayList<>();
    /** How many of them the topic has: fewer than there are when it was made anew with fewer. */
    private int count;

    private UUID id = new UUID(0, 0);
    private @Nullable ErrorCode error;
    /** A view that is the same object says nothing new. */
    private @Nullable TopicView seen;

    private @Nullable Timeout check;

    TopicProducer(String name, Pipeline pipeline, Partitioner partitioner) {
        this.name = name;
        this.pipeline = pipeline;
        this.failures = new TopicFailures(name, pipeline);
        this.choice = new PartitionChoice(name, partitioner, pipeline, failures);
    }

    @Override
    public String name() {
        return name;
    }

    CompressionRatio compressionRatio() {
        return compressionRatio;
    }

    /** As the broker knows it; zero where it does not say. Loop thread only. */
    UUID id() {
        return id;
    }

    /**
     * Sends a message. The sender's thread; waits for memory only.
     *
     * @param bytes the most that the record can take
     * @return false when this was let go, because nobody had sent for long: it is for another one of the same name
     */
    boolean send(ProducerMessage message, int bytes, SendCallback callback) {
        Partitions known = open;
        if (known == null) {
            WaitingMessages.Held held = hold(message, bytes, callback);
            known = held == WaitingMessages.Held.OPEN ? open : null;
            if (known == null) {
                return held != WaitingMessages.Held.RETIRED;
            }
        }
        dispatch(known, message, bytes, callback, Grants.Patience.OF_CALLER);
        return true;
    }

    /** @return what became of the message; {@code ENDED} when it has its outcome already */
    private WaitingMessages.Held hold(ProducerMessage message, int bytes, SendCallback callback) {
        long memory = bytes + (long) WAITING_BYTES;
        SendException refusal = pipeline.grants().take(name, memory, callback, Grants.Patience.OF_CALLER);
        if (refusal != null) {
            pipeline.refuse(where(message), callback, refusal);
            return WaitingMessages.Held.ENDED;
        }
        WaitingMessages.Held held =
                waiting.add(new WaitingMessage(message, callback, bytes, memory, System.nanoTime(), null));
        if (held == WaitingMessages.Held.FIRST) {
            pipeline.execute(this::ask);
        } else if (held != WaitingMessages.Held.YES) {
            pipeline.memory().release(memory);
            if (held == WaitingMessages.Held.ENDED) {
                pipeline.refuse(where(message), callback, failures.ended());
            }
        }
        return held;
    }

    /** Somebody sends to it now: it may have been missing, and be there. */
    private void ask() {
        pipeline.cluster().addTopicsToWrite(List.of(name));
        check();
    }

    @Override
    public boolean isNeeded() {
        return newest != null || waiting.oldest() != null;
    }

    @Override
    public boolean retire() {
        return waiting.retire();
    }

    private TopicPartition where(ProducerMessage message) {
        return new TopicPartition(name, Math.max(-1, message.partition()));
    }

    /** Since when the message has been here that opens a batch now: what waited has less time left. Any sender's thread. */
    long sinceNanos() {
        long since = waitedSinceNanos;
        return since == 0 ? System.nanoTime() : since;
    }

    private void dispatch(
            Partitions known, ProducerMessage message, int bytes, SendCallback callback, Grants.Patience patience) {
        try {
            PartitionProducer chosen = choice.choose(known, message);
            long timestamp =
                    message.timestamp() == ProducerMessage.NOW ? System.currentTimeMillis() : message.timestamp();
            Stay stay = chosen == null ? known.sticky().stay() : null;
            PartitionProducer partition = stay == null ? chosen : stay.partition();
            switch (partition.append(message, timestamp, bytes, callback, stay, 0)) {
                case YES -> {}
                case MOVE_ON -> {
                    PartitionProducer next = known.sticky().moveOn(stay).partition();
                    appendPatiently(next, message, timestamp, bytes, callback, patience);
                }
                default -> appendPatiently(partition, message, timestamp, bytes, callback, patience);
            }
        } catch (NotWrittenException e) {
            pipeline.refuse(where(message), callback, e);
        }
    }

    private void appendPatiently(
            PartitionProducer partition,
            ProducerMessage message,
            long timestamp,
            int bytes,
            SendCallback callback,
            Grants.Patience patience) {
        PartitionProducer.Appended appended = partition.append(message, timestamp, bytes, callback, null, 0);
        if (appended == PartitionProducer.Appended.NO_MEMORY) {
            long needed = partition.pieceBytes(RecordBatchBuilder.HEADER_BYTES + (long) bytes);
            SendException refusal = pipeline.grants().take(name, needed, callback, patience);
            if (refusal != null) {
                pipeline.refuse(partition.topicPartition, callback, refusal);
                return;
            }
            appended = partition.append(message, timestamp, bytes, callback, null, needed);
            if (appended != PartitionProducer.Appended.YES) {
                pipeline.memory().release(needed);
            }
        }
        if (appended != PartitionProducer.Appended.YES) {
            pipeline.refuse(partition.topicPartition, callback, failures.ended());
        }
    }

    /**
     * What the newest view says of the topic; {@code null} for nothing yet. Loop thread only.
     *
     * @param sameNodes whether the view's brokers are those of the view before
     */
    void onView(@Nullable TopicView view, boolean sameNodes) {
        error = view == null ? null : view.error();
        boolean news = view != seen || !sameNodes;
        seen = view;
        if (view != null && view.error() == ErrorCode.NONE && !view.partitions().isEmpty()) {
            if (news) {
                boolean anew = !id.equals(view.id());
                id = view.id();
                update(view.partitions(), anew);
            }
            if (waiting.tryOpen(this::open)) {
                pipeline.dispatching().execute(this::dispatchWaiting);
            }
        }
        check();
    }

    private void update(List<PartitionView> views, boolean anew) {
        for (int i = partitions.size(); i < views.size(); i++) {
            partitions.add(new PartitionProducer(this, i, pipeline));
        }
        // a broker that has not heard of new partitions yet may be the one that answered: only a new topic has fewer
        count = anew ? views.size() : Math.max(count, views.size());
        for (int i = count; i < partitions.size(); i++) {
            partitions.get(i).sender().onLeader(null, -1);
        }
        List<PartitionProducer> writable = new ArrayList<>(views.size());
        for (int i = 0; i < views.size(); i++) {
            PartitionView view = views.get(i);
            BrokerProducer leader = view.writable() ? pipeline.broker(view.leader()) : null;
            partitions.get(i).sender().onLeader(leader, view.leaderEpoch());
            if (leader != null) {
                writable.add(partitions.get(i));
            }
        }
        PartitionProducer[] all = partitions.subList(0, count).toArray(PartitionProducer[]::new);
        PartitionProducer[] usable = writable.isEmpty() ? all : writable.toArray(PartitionProducer[]::new);
        newest = new Partitions(
                all, usable, new StickyChoice(usable, pipeline.settings().maxBatchBytes()));
    }

    private void open() {
        waitedSinceNanos = 0;
        open = newest;
    }

    /** Gives the waiting messages their partitions, off the loop: the rule for that may be the application's. */
    private void dispatchWaiting() {
        for (WaitingMessage next = waiting.pollOrOpen(this::open);
                next != null;
                next = waiting.pollOrOpen(this::open)) {
            Partitions known = newest;
            if (next.flush() != null) {
                joinLater(next.flush());
            } else if (known != null && next.message() != null) {
                waitedSinceNanos = next.createdNanos();
                dispatch(known, next.message(), next.bytes(), next.callback(), Grants.Patience.NONE_NEEDED);
                pipeline.memory().release(next.memory());
            }
        }
    }

    /** Fails waiting messages whose time is over, and looks again when the next one's is. Loop thread only. */
    private void check() {
        if (check != null) {
            check.cancel();
            check = null;
        }
        if (error != null && failures.isFinal(error)) {
            fail(waiting.takeAll(), failures.refused(error));
        }
        long patience = pipeline.settings().deliveryNanos();
        List<WaitingMessage> late = waiting.takeOlder(System.nanoTime(), patience);
        if (!late.isEmpty()) {
            boolean missing = error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
            fail(late, missing ? failures.missing() : failures.unknownForTooLong(error));
        }
        WaitingMessage oldest = waiting.oldest();
        if (oldest != null) {
            long nanos = oldest.createdNanos() + patience - System.nanoTime();
            check = pipeline.loop().schedule(Duration.ofNanos(Math.max(1_000_000, nanos)), this::check);
        }
    }

    private void fail(List<WaitingMessage> messages, SendException cause) {
        for (WaitingMessage waited : messages) {
            if (waited.flush() != null) {
                joinLater(waited.flush());
            } else {
                pipeline.memory().release(waited.memory());
                pipeline.refuse(new TopicPartition(name, -1), waited.callback(), cause);
            }
        }
    }

    /** Fails what has no partition yet: its transaction does not go on. Loop thread only. */
    void discardWaiting(SendException why) {
        fail(waiting.takeAll(), why);
    }

    /** Makes a flush wait for what has no partition yet. Loop thread only. */
    void joinWaiting(Flush flush) {
        waiting.join(flush, new SendFuture());
    }

    private void joinLater(Flush flush) {
        pipeline.execute(() -> {
            pipeline.active().all().stream()
                    .filter(partition -> partition.topic() == this)
                    .forEach(partition -> partition.join(flush));
            pipeline.joinCallbacks(flush);
            flush.arrive();
            pipeline.pump();
        });
    }

    /** The partition of this number, or {@code null}. Loop thread only. */
    @Nullable
    PartitionSender sender(int partition) {
        return partition >= 0 && partition < partitions.size()
                ? partitions.get(partition).sender()
                : null;
    }

    /** Loop thread only. */
    void forEachPartition(Consumer<PartitionSender> action) {
        for (PartitionProducer partition : partitions) {
            action.accept(partition.sender());
        }
    }

    /** Messages ever accepted: those that wait here, and those that came into a batch. Any thread. */
    long acceptedRecords() {
        long records = waiting.size();
        Partitions known = newest;
        if (known != null) {
            for (PartitionProducer partition : known.all()) {
                records += partition.appendedRecords();
            }
        }
        return records;
    }

    /** Everything that has no outcome gets one. Loop thread only. */
    void end(String reason, @Nullable Throwable cause) {
        if (check != null) {
            check.cancel();
        }
        fail(waiting.end(), failures.ended(reason, cause));
        forEachPartition(partition -> partition.end(batch -> pipeline.failures().ended(batch, reason, cause)));
    }
}
