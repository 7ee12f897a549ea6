package io.myq.producer;

import io.myq.config.ProducerConfig;
import io.myq.error.NotWrittenException;
import io.myq.error.OutcomeUnknownException;
import io.myq.error.SendException;
import io.myq.internal.network.Waits;
import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The asynchronous producer plus waiting. Any thread, but callbacks. */
final class BlockingProducer implements SyncProducer {

    /** Every message has its outcome after the delivery timeout; this is for a machine that is very busy. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final AsyncProducer producer;
    private final BooleanSupplier inCallback;
    private final Duration mostTime;

    BlockingProducer(AsyncProducer producer, BooleanSupplier inCallback, ProducerConfig config) {
        this.producer = producer;
        this.inCallback = inCallback;
        this.mostTime = config.deliveryTimeout().plus(config.maxBlock());
    }

    @Override
    public RecordMetadata sendMessage(ProducerMessage message) {
        return metadata(sendMessages(List.of(message)));
    }

    @Override
    public RecordMetadata sendMessage(ProducerMessage message, Duration timeout) {
        return metadata(sendMessages(List.of(message), timeout));
    }

    private static RecordMetadata metadata(List<SendResult> results) {
        SendResult result = results.get(0);
        if (result.metadata() == null) {
            throw result.failure() == null ? new NotWrittenException("No outcome", null) : result.failure();
        }
        return result.metadata();
    }

    @Override
    public List<SendResult> sendMessages(List<ProducerMessage> messages) {
        return sendAll(messages, mostTime, SLACK, (message, left) -> producer.send(message));
    }

    @Override
    public List<SendResult> sendMessages(List<ProducerMessage> messages, Duration timeout) {
        if (timeout.isNegative()) {
            NotWrittenException refusal =
                    new NotWrittenException("Not written: the time of this call is negative (" + timeout + ")", null);
            return messages.stream().map(m -> failed(m, refusal)).toList();
        }
        return sendAll(messages, timeout, Duration.ZERO, producer::send);
    }

    /** @param slack how much longer than that to wait for outcomes */
    private List<SendResult> sendAll(
            List<ProducerMessage> messages,
            Duration timeout,
            Duration slack,
            BiFunction<ProducerMessage, Duration, CompletableFuture<RecordMetadata>> send) {
        if (inCallback.getAsBoolean()) {
            NotWrittenException refusal = new NotWrittenException(
                    "Not written: a callback cannot wait for an outcome, which would come after it on the same thread."
                            + " Use the asynchronous producer there.",
                    null);
            return messages.stream().map(m -> failed(m, refusal)).toList();
        }
        // before any is sent
        messages.forEach(message -> Objects.requireNonNull(message, "message"));
        long deadline = System.nanoTime() + Waits.nanos(timeout);
        List<@Nullable CompletableFuture<RecordMetadata>> futures = new ArrayList<>(messages.size());
        for (ProducerMessage message : messages) {
            long left = deadline - System.nanoTime();
            boolean late = left <= 0 && !futures.isEmpty();
            futures.add(late ? null : send.apply(message, Duration.ofNanos(Math.max(0, left))));
        }
        List<SendResult> results = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            CompletableFuture<RecordMetadata> future = futures.get(i);
            results.add(
                    future == null
                            ? failed(messages.get(i), tooLate(messages.get(i), timeout))
                            : await(messages.get(i), future, timeout, deadline + slack.toNanos()));
        }
        return results;
    }

    private static NotWrittenException tooLate(ProducerMessage message, Duration timeout) {
        return new NotWrittenException(
                "Not written: the time for all messages of this call (" + timeout.toMillis()
                        + " ms) was over before the turn of this one, to topic '" + message.topic() + "'",
                null);
    }

    private static SendResult await(
            ProducerMessage message, CompletableFuture<RecordMetadata> future, Duration timeout, long deadline) {
        try {
            return new SendResult(message, get(future, deadline), null);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof NotWrittenException notWritten) {
                return failed(message, new NotWrittenException(notWritten.getMessage(), notWritten));
            }
            return failed(message, new OutcomeUnknownException(String.valueOf(cause.getMessage()), cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(
                    message,
                    new OutcomeUnknownException(
                            "A message to topic '" + message.topic()
                                    + "' may be written or not: the thread was interrupted while it waited for the outcome",
                            e));
        } catch (TimeoutException e) {
            return failed(message, new OutcomeUnknownException(TimedSend.noOutcome(message.topic(), timeout), e));
        }
    }

    private static RecordMetadata get(CompletableFuture<RecordMetadata> future, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (future instanceof TimedSend timed) {
                timed.expire();
                return timed.get();
            }
            throw e;
        }
    }

    private static SendResult failed(ProducerMessage message, SendException failure) {
        return new SendResult(message, null, failure);
    }

    @Override
    public boolean isTransactional() {
        return producer.isTransactional();
    }

    @Override
    public Set<ProducerTxnStatusFlag> txnStatus() {
        return producer.txnStatus();
    }

    @Override
    public void beginTxn() {
        producer.beginTxn();
    }

    @Override
    public void commitTxn() {
        producer.commitTxn();
    }

    @Override
    public void abortTxn() {
        producer.abortTxn();
    }

    @Override
    public void addOffsetsToTxn(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        producer.addOffsetsToTxn(offsets, group);
    }

    @Override
    public CloseReport close(Duration timeout) {
        return producer.close(timeout);
    }

    @Override
    public void close() {
        producer.close();
    }
}
