package io.myq.producer;

import io.myq.config.Config;
import io.myq.config.ProducerConfig;
import io.myq.error.ClientClosedException;
import io.myq.error.NotWrittenException;
import io.myq.error.TransactionException;
import io.myq.internal.batch.RecordBatchBuilder;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.SerialExecutor;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.Header;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entrance: refuses what is too large or too late, and hands every other message to its topic, on the sender's
 * thread. Any thread.
 */
final class Dispatcher implements AsyncProducer {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Pipeline pipeline;
    private final SerialExecutor callbacks;
    private final BufferMemory memory;
    private final Closing closing;
    private final ProducerConfig config;
    private final int maxMessageBytes;
    /** {@code null} for none, so that nothing is done for them. */
    private final @Nullable Interceptors interceptors;

    private final ResultStreams streams;
    private final boolean returning;
    private final CallTimeouts timeouts;
    private final @Nullable TransactionCalls transactions;
    private final ConcurrentHashMap<String, TopicProducer> topics = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private Dispatcher(Pipeline pipeline, CloseTally tally) {
        this.pipeline = pipeline;
        this.callbacks = pipeline.callbacks();
        this.memory = pipeline.memory();
        this.closing = new Closing(pipeline, tally);
        this.config = pipeline.settings().producer();
        this.maxMessageBytes = config.maxMessageBytes();
        this.interceptors = Interceptors.of(config.interceptors());
        this.streams = new ResultStreams(config, pipeline.counters());
        this.returning = streams.on();
        this.timeouts = new CallTimeouts(pipeline);
        TransactionManager manager = pipeline.transactions();
        this.transactions = manager == null ? null : manager.calls();
    }

    static Dispatcher open(Cluster cluster) {
        return open(cluster, new ProducerSettings(cluster.config()));
    }

    static Dispatcher open(Cluster cluster, ProducerSettings settings) {
        Config config = settings.config();
        CloseTally tally = new CloseTally();
        Pipeline pipeline = new Pipeline(
                cluster,
                settings,
                new BufferMemory(config.producer().bufferMemory()),
                new SerialExecutor(config.threadFactory(), config.clientId() + "-callbacks"),
                tally);
        pipeline.start();
        return new Dispatcher(pipeline, tally);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    @Override
    public CompletableFuture<RecordMetadata> send(ProducerMessage message) {
        SendFuture future = new SendFuture();
        send(message, future);
        return future;
    }

    @Override
    public CompletableFuture<RecordMetadata> send(ProducerMessage message, Duration timeout) {
        Objects.requireNonNull(message, "message");
        TimedSend future = new TimedSend(message.topic(), timeout);
        if (timeout.isNegative()) {
            turnAway(message, future, "the time of this call is negative (" + timeout + ")", null);
            return future;
        }
        send(message, future);
        timeouts.watch(future);
        return future;
    }

    @Override
    public void send(ProducerMessage message, SendCallback callback) {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(callback, "callback");
        if (closed) {
            turnAway(message, told(message, callback), "the producer is closed", null);
        } else if (transactions == null) {
            accept(message, callback);
        } else {
            sendInTransaction(message, callback, transactions);
        }
    }

    private void sendInTransaction(ProducerMessage message, SendCallback callback, TransactionCalls calls) {
        TransactionException refusal = calls.enter();
        if (refusal != null) {
            turnAway(message, told(message, callback), String.valueOf(refusal.getMessage()), refusal);
            return;
        }
        try {
            accept(message, callback);
        } finally {
            calls.leave();
        }
    }

    private void accept(ProducerMessage message, SendCallback callback) {
        ProducerMessage outgoing = message;
        if (interceptors != null) {
            try {
                outgoing = interceptors.onSend(message);
            } catch (NotWrittenException e) {
                pipeline.refuse(where(message), told(message, callback), e);
                return;
            }
        }
        dispatch(outgoing, told(outgoing, callback));
    }

    private SendCallback told(ProducerMessage message, SendCallback callback) {
        return returning ? streams.returning(message, callback) : callback;
    }

    private void dispatch(ProducerMessage message, SendCallback callback) {
        String wrong = wrong(message);
        if (wrong != null) {
            refuse(message, callback, wrong, null);
            return;
        }
        long bytes;
        try {
            bytes = RecordBatchBuilder.maxRecordBytes(message.key(), message.value(), message.headers());
        } catch (RuntimeException e) {
            // what its own class cannot rule out
            refuse(message, callback, "it cannot be sent: " + e, e);
            return;
        }
        if (bytes > maxMessageBytes) {
            refuse(message, callback, tooLarge(bytes), null);
            return;
        }
        dispatch(message, (int) bytes, callback);
    }

    private void dispatch(ProducerMessage message, int bytes, SendCallback callback) {
        TopicProducer topic;
        try {
            topic = topic(message.topic());
        } catch (RuntimeException | LinkageError e) {
            refuse(message, callback, "the partitioner of its topic cannot be made: " + e, e);
            return;
        }
        if (!topic.send(message, bytes, callback)) {
            // it was let go a moment ago
            topics.remove(message.topic(), topic);
            dispatch(message, bytes, callback);
        }
    }

    private TopicProducer topic(String name) {
        TopicProducer known = topics.get(name);
        return known == null ? topics.computeIfAbsent(name, this::adopted) : known;
    }

    private TopicProducer adopted(String name) {
        TopicProducer topic = new TopicProducer(
                name,
                pipeline,
                Objects.requireNonNull(config.partitioner().create(name), "Producer.Partitioner made none"));
        pipeline.cluster().addTopicsToWrite(List.of(name));
        try {
            pipeline.loop().execute(() -> pipeline.adopt(topic, () -> topics.remove(name, topic)));
        } catch (ClientClosedException e) {
            topic.end("the client ended", e);
        }
        return topic;
    }

    /** What is wrong with it, whatever the configuration; {@code null} for nothing. */
    private static @Nullable String wrong(ProducerMessage message) {
        if (message.topic() == null) {
            return "it names no topic";
        }
        if (message.timestamp() < 0 && message.timestamp() != ProducerMessage.NOW) {
            return "its timestamp " + message.timestamp() + " is before 1970";
        }
        if (message.headers() == null) {
            return "its headers are null; use an empty list";
        }
        for (int i = 0; i < message.headers().size(); i++) {
            Header header = message.headers().get(i);
            if (header == null || header.key() == null) {
                return "header " + i + " has no name";
            }
        }
        return null;
    }

    private String tooLarge(long bytes) {
        return "it takes up to " + bytes + " bytes, which is more than Producer.MaxMessageBytes (" + maxMessageBytes
                + "). Send smaller messages, or raise that and the topic's max.message.bytes.";
    }

    private void refuse(ProducerMessage message, SendCallback callback, String why, @Nullable Throwable cause) {
        pipeline.refuse(where(message), callback, notWritten(message, why, cause));
    }

    /** Refuses it without a word to a transaction, which it is no part of. */
    private void turnAway(ProducerMessage message, SendCallback callback, String why, @Nullable Throwable cause) {
        pipeline.turnAway(where(message), callback, notWritten(message, why, cause));
    }

    private static NotWrittenException notWritten(ProducerMessage message, String why, @Nullable Throwable cause) {
        return new NotWrittenException("Not written: a message to topic '" + message.topic() + "': " + why, cause);
    }

    private static TopicPartition where(ProducerMessage message) {
        return new TopicPartition(String.valueOf(message.topic()), Math.max(-1, message.partition()));
    }

    @Override
    public ResultStream successes() {
        return streams.successes();
    }

    @Override
    public ResultStream errors() {
        return streams.errors();
    }

    @Override
    public boolean flush(Duration timeout) throws InterruptedException {
        // on the callback thread the callbacks cannot be waited for: they come after this one
        Flush flush = new Flush(!callbacks.inExecutor());
        try {
            pipeline.loop().execute(() -> pipeline.join(flush));
        } catch (ClientClosedException e) {
            log.trace("Nothing is left to flush: the end of the loop failed it", e);
            flush.arrive();
        }
        return flush.await(timeout);
    }

    @Override
    public CloseReport close(Duration timeout) {
        closed = true;
        CloseReport report = closing.close(timeout);
        if (returning) {
            // after the outcomes, which are told there
            callbacks.execute(streams::close);
        }
        return report;
    }

    @Override
    public void close() {
        close(config.deliveryTimeout());
    }

    @Override
    public ProducerMetrics metrics() {
        long accepted = 0;
        for (TopicProducer topic : topics.values()) {
            accepted += topic.acceptedRecords();
        }
        return pipeline.counters().snapshot(memory.used(), accepted);
    }

    @Override
    public boolean isTransactional() {
        return transactions != null;
    }

    @Override
    public Set<ProducerTxnStatusFlag> txnStatus() {
        return transactions == null
                ? Set.of(ProducerTxnStatusFlag.UNINITIALIZED)
                : transactions.state().flags();
    }

    @Override
    public void beginTxn() {
        transactions("beginTxn").begin();
    }

    @Override
    public void commitTxn() {
        transactions("commitTxn").commit();
    }

    @Override
    public void abortTxn() {
        transactions("abortTxn").abort();
    }

    @Override
    public void addOffsetsToTxn(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        transactions("addOffsetsToTxn").addOffsets(offsets, group);
    }

    private TransactionCalls transactions(String call) {
        if (transactions == null) {
            throw TransactionErrors.notTransactional(call);
        }
        return transactions;
    }

    /** Whether the caller is a callback, which nothing may wait for that comes after it. */
    boolean inCallback() {
        return callbacks.inExecutor();
    }
}
